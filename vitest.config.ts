import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("./packages", import.meta.url));
const nest = fileURLToPath(new URL("./test/nest", import.meta.url));
const report = process.env.TEST_REPORT;
const isCovered = process.argv.includes("--coverage");

export default defineConfig({
  // Tests run on the source; the processes they fork import the built packages by name.
  resolve: {
    alias: [
      { find: /^@x\/graceful-([a-z]+)$/, replacement: `${packages}/$1/src/index.ts` },
      { find: /^@x\/graceful-core\/adapter$/, replacement: `${packages}/core/src/adapter.ts` },
      // Nest is installed on demand, in three majors.
      { find: /^@nestjs\/(common|core)$/, replacement: `${nest}/$1.ts` },
    ],
  },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "conformance/**/*.test.ts",
      "examples/*/test/**/*.test.ts",
      "test/**/*.test.ts",
      "{test-kit,bench}/test/*.test.mjs",
      "system-tests/**/test/*.test.mjs",
    ],
    pool: "forks",
    // Most tests wait for sockets and timers most of the time: the one worker that two cores get by default leaves
    // both idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    retry: 0,
    setupFiles: isCovered ? ["test/coverage/setup.ts"] : [],
    coverage: {
      provider: "custom",
      customProviderModule: fileURLToPath(new URL("./test/coverage/provider.mjs", import.meta.url)),
      include: ["packages/core/src/**"],
      // They run under Bun and Deno alone, whose processes write no coverage; `test/runtimes` has what they promise.
      exclude: [
        "packages/core/src/adapter/other-servers.ts",
        "packages/core/src/engine/http1/is-body-arriving.ts",
        "packages/core/src/engine/server/until-close-is-harmless.ts",
      ],
      reporter: [["text", { skipFull: true }], "json"],
      reportOnFailure: true,
      thresholds: { lines: 95, branches: 94 },
    },
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
