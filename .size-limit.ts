// Sizes as a program of Node pays them: one ES module, minified and gzipped, without Node itself and what a package
// depends on. Where the limit is above the goal of the design, the name says so. READMEs state the limits, and a test
// compares.
import { FRAMEWORKS } from "./system-tests/frameworks.mjs";

const modifyEsbuildConfig = (config: object) => ({ ...config, format: "esm", platform: "node" });
const core = { path: "packages/core/dist/index.js", gzip: true, modifyEsbuildConfig };

export default [
  { ...core, name: "createDrain alone (goal: 5 kB)", import: "{ createDrain }", limit: "12.7 kB" },
  { ...core, name: "core (goal: 12 kB)", limit: "36.1 kB" },
  // Both entries are whole in themselves: what adapters need must not bring the engine along once more.
  { ...core, name: "core for adapters", path: "packages/core/dist/adapter.js", limit: "2 kB" },
  ...FRAMEWORKS.filter(({ id }) => id !== "nest").map(({ id }) => ({
    name: id,
    path: `packages/${id}/dist/index.js`,
    ignore: ["@x/graceful-core", "@x/graceful-core/adapter"],
    gzip: true,
    modifyEsbuildConfig,
    limit: "1 kB",
  })),
  {
    name: "check, without what it depends on",
    path: "packages/check/dist/index.js",
    ignore: ["ws", "yaml"],
    gzip: true,
    modifyEsbuildConfig,
    limit: "32 kB",
  },
  {
    name: "cluster",
    path: "packages/cluster/dist/index.js",
    ignore: ["@x/graceful-core", "@x/graceful-core/adapter"],
    gzip: true,
    modifyEsbuildConfig,
    limit: "12 kB",
  },
  {
    name: "nest, with its module (goal: 1 kB)",
    path: "packages/nest/dist/index.js",
    ignore: ["@x/graceful-core", "@x/graceful-core/adapter", "@nestjs/common", "@nestjs/core"],
    gzip: true,
    modifyEsbuildConfig,
    limit: "2 kB",
  },
];
