import { installNest } from "../nest/install-nest.js";
import { CopiedExample } from "./copied-example.js";
import { builtExample } from "./example-process.js";

/**
 * The program of an example, and what takes it away again. Nest's is no workspace: it is built here, with Nest
 * installed on demand.
 */
export async function exampleProgram(framework: string): Promise<{ program: string; remove(): void }> {
  if (framework !== "nest") return { program: builtExample(framework), remove() {} };
  await installNest();
  const copy = new CopiedExample(framework);
  return { program: copy.build(), remove: () => copy.close() };
}
