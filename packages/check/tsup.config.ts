import { defineConfig } from "tsup";

const shared = {
  target: "node20",
  tsconfig: "../../tsconfig.base.json",
  sourcemap: false,
  removeNodeProtocol: false,
} as const;

export default defineConfig([
  // The modules of test-kit/ that it contains are JavaScript.
  {
    ...shared,
    entry: ["src/index.ts"],
    format: ["esm", "cjs"],
    dts: { compilerOptions: { allowJs: true } },
    clean: false,
  },
  // The command, and the servers that self-test starts: programs, which nobody imports.
  {
    ...shared,
    entry: { cli: "src/cli/bin.ts", "faulty-server": "src/self-test/faulty-server.ts" },
    format: ["esm"],
    splitting: false,
    clean: false,
  },
]);
