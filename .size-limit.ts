// Sizes as a program of Node pays them: one ES module, minified and gzipped, without Node itself and what a package
// depends on. Where the limit is above the goal of the design, the name says so. READMEs state the limits, and a test
// compares.
import { SIZE_LIMITS } from "./scripts/size-limits.mjs";
import { FRAMEWORKS } from "./system-tests/frameworks.mjs";

const modifyEsbuildConfig = (config: object) => ({ ...config, format: "esm", platform: "node" });
const core = { path: "packages/core/dist/index.js", gzip: true, modifyEsbuildConfig };

/** By its name, and with the goal of the design where the limit is above it. */
const limited = ({ name, kB, goalKB }: { name: string; kB: number; goalKB?: number }) => ({
  name: goalKB ? `${name} (goal: ${goalKB} kB)` : name,
  limit: `${kB} kB`,
});

export default [
  { ...core, ...limited(SIZE_LIMITS.engine), import: "{ createDrain }" },
  { ...core, ...limited(SIZE_LIMITS.core) },
  // Both entries are whole in themselves: what adapters need must not bring the engine along once more.
  { ...core, name: "core for adapters", path: "packages/core/dist/adapter.js", limit: "2 kB" },
  ...FRAMEWORKS.filter(({ id }) => id !== "nest").map(({ id }) => ({
    name: id,
    path: `packages/${id}/dist/index.js`,
    ignore: ["@x/graceful-core", "@x/graceful-core/adapter"],
    gzip: true,
    modifyEsbuildConfig,
    limit: limited(SIZE_LIMITS.adapter).limit,
  })),
  {
    name: "check, without what it depends on",
    path: "packages/check/dist/index.js",
    ignore: ["ws", "yaml"],
    gzip: true,
    modifyEsbuildConfig,
    limit: "34.8 kB",
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
    ...limited(SIZE_LIMITS.nest),
    path: "packages/nest/dist/index.js",
    ignore: ["@x/graceful-core", "@x/graceful-core/adapter", "@nestjs/common", "@nestjs/core"],
    gzip: true,
    modifyEsbuildConfig,
  },
];
