// A CommonJS module of somebody who installed the packages: the same as use-esm.mjs.
const { drainEach } = require("./drain-each.cjs");

drainEach({
  packages: {
    core: require("@x/graceful-core"),
    express: require("@x/graceful-express"),
    fastify: require("@x/graceful-fastify"),
    hapi: require("@x/graceful-hapi"),
    hono: require("@x/graceful-hono"),
    koa: require("@x/graceful-koa"),
    nest: require("@x/graceful-nest"),
  },
  frameworks: {
    http: require("node:http"),
    Express: require("express"),
    Fastify: require("fastify").fastify,
    Hapi: require("@hapi/hapi"),
    Hono: require("hono").Hono,
    serve: require("@hono/node-server").serve,
    Koa: require("koa"),
    NestFactory: require("@nestjs/core").NestFactory,
    ExpressAdapter: require("@nestjs/platform-express").ExpressAdapter,
    ...require("@nestjs/common"),
  },
});
