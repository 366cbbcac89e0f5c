import { defineConfig } from "vitest/config";
import base from "./vitest.config.js";

// What runs on Windows and macOS too: no signals, process managers, system programs, or browsers.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      "packages/*/test/**/*.test.ts",
      "test/{structure,packages}/*.test.ts",
      "test/{two-copies,wrong-target}.test.ts",
    ],
    // No SIGTERM on Windows; on macOS it is tried by hand.
    exclude: [
      "packages/check/**",
      "**/{process,manager}*.test.ts",
      "**/driven-by-host.test.ts",
      "**/node_modules/**",
    ],
  },
});
