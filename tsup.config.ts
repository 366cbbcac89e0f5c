import { existsSync } from "node:fs";
import { defineConfig } from "tsup";

// Runs in the folder of the package that calls it: `tsup --config ../../tsup.config.ts`.
export default defineConfig({
  // Each of them whole: what they share with another copy of themselves goes by `Symbol.for`.
  entry: ["src/index.ts", "src/register.ts"].filter((file) => existsSync(file)),
  splitting: false,
  format: ["esm", "cjs"],
  target: "node20",
  tsconfig: "../../tsconfig.base.json",
  dts: true,
  // What is published is not minified and keeps its comments: a map would show little more, and triple it.
  sourcemap: false,
  clean: true,
  // An adapter must share the user's one copy of core, never carry its own.
  external: [/^@x\/graceful-/],
  removeNodeProtocol: false,
});
