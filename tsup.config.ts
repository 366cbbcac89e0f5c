import { transform } from "esbuild";
import { defineConfig } from "tsup";

// Runs in the folder of the package that calls it: `tsup --config ../../tsup.config.ts`.
export default defineConfig({
  entry: ["src/{index,adapter}.ts"],
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
  // What both entries of core use is one module, since it has state. esbuild splits ES modules alone, so the CommonJS is made of those:
  // tsup's own way through Sucrase, `splitting: true`, would rewrite every `?.` into a call.
  esbuildOptions(options) {
    Object.assign(options, { format: "esm", splitting: true, chunkNames: "shared-[hash]" });
  },
  plugins: [
    {
      name: "commonjs",
      async renderChunk(code, { path }) {
        if (this.format !== "cjs" || !path.endsWith(".cjs")) return;
        return transform(code, { format: "cjs", platform: "node", target: "node20" });
      },
    },
  ],
});
