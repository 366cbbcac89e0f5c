import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("./packages", import.meta.url));
const report = process.env.TEST_REPORT;

export default defineConfig({
  // Tests run on the source; the processes they fork import the built packages by name.
  resolve: {
    alias: [{ find: /^@x\/graceful-([a-z]+)$/, replacement: `${packages}/$1/src/index.ts` }],
  },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "conformance/**/*.test.ts",
      "examples/*/test/**/*.test.ts",
      "test/**/*.test.ts",
      "{traffic,chaos,soak}/test/*.test.mjs",
    ],
    pool: "forks",
    testTimeout: 20_000,
    retry: 0,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
