import { chmodSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bun, deno } from "../../conformance/src/runtimes.js";
import { installOnce } from "../programs/install-once.js";

/** Installs Bun and Deno. For `beforeAll`, with `INSTALL_MS` as its bound. */
export async function installRuntimes(): Promise<void> {
  await installOnce(fileURLToPath(new URL(".", import.meta.url)));
  // The scripts that would do this are not run.
  for (const { command } of [bun, deno]) chmodSync(command[0] ?? "", 0o755);
}
