// Sizes as a program of Node pays them: one ES module, minified and gzipped, without Node itself and what a package depends on.
// Where the limit is above the goal of the design, the name says so. READMEs state the limits, and a test compares.
const adapters = ["express", "fastify", "hapi", "hono", "koa"];

const modifyEsbuildConfig = (config: object) => ({ ...config, format: "esm", platform: "node" });
const core = { path: "packages/core/dist/index.js", gzip: true, modifyEsbuildConfig };

export default [
  { ...core, name: "createDrain alone (goal: 5 kB)", import: "{ createDrain }", limit: "11 kB" },
  { ...core, name: "core (goal: 12 kB)", limit: "32 kB" },
  ...adapters.map((name) => ({
    name,
    path: `packages/${name}/dist/index.js`,
    ignore: ["@x/graceful-core"],
    gzip: true,
    modifyEsbuildConfig,
    limit: "1 kB",
  })),
  {
    name: "nest, with its module (goal: 1 kB)",
    path: "packages/nest/dist/index.js",
    ignore: ["@x/graceful-core", "@nestjs/common", "@nestjs/core"],
    gzip: true,
    modifyEsbuildConfig,
    limit: "2 kB",
  },
];
