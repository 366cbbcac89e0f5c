const demo = (name) => new URL(`../../demo/apps/${name}.mjs`, import.meta.url).href;
const own = (name) => new URL(`./apps/${name}.mjs`, import.meta.url).href;

/** The servers that are put to the test, by the name on the command line. */
export const targets = {
  http: { app: own("http"), secure: false },
  https: { app: own("https"), secure: true },
  express: { app: demo("express"), secure: false },
  fastify: { app: demo("fastify"), secure: false },
  koa: { app: demo("koa"), secure: false },
  hapi: { app: demo("hapi"), secure: false },
  nest: { app: demo("nest"), secure: false },
};
