import { defineConfig } from "tsup";
import common from "../../tsup.config.js";

const shared = { ...common, tsconfig: "../../tsconfig.base.json", clean: false };

export default defineConfig([
  { ...shared, entry: ["src/index.ts"], shims: true },
  // One file: the program is no library.
  { ...shared, entry: { main: "src/cli/main.ts" }, format: "esm", dts: false },
  // `--require` alone runs before the program in every kind of module, on every Node.
  { ...shared, entry: { preload: "src/worker/preload.ts" }, format: "cjs", dts: false },
]);
