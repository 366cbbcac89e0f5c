import { fileURLToPath } from "node:url";

/** A runtime, and how to start a program under it. */
export interface Runtime {
  readonly name: "Node" | "Bun" | "Deno";
  /** The command that the file and its arguments follow. */
  readonly command: readonly string[];
}

const PACKAGES = fileURLToPath(new URL("../../test/runtimes/node_modules/", import.meta.url));

export const node: Runtime = { name: "Node", command: [process.execPath] };
export const bun: Runtime = { name: "Bun", command: [`${PACKAGES}@oven/bun-linux-x64/bin/bun`, "run"] };
export const deno: Runtime = {
  name: "Deno",
  command: [`${PACKAGES}@deno/linux-x64-glibc/deno`, "run", "--allow-all", "--no-lock", "--quiet"],
};
