import { defineConfig } from "tsup";

// Runs in the folder of the package that calls it: `tsup --config ../../tsup.config.ts`.
export default defineConfig({
  entry: ["src/{index,adapter,register}.ts"],
  // Each entry is whole in itself: what both share is on `globalThis`, as between any two copies.
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
