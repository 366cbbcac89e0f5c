/**
 * @typedef {object} Framework
 * @property {string} id The folder of its adapter in `packages/`, and its app in `apps/`.
 * @property {string} title As people write it.
 * @property {"close" | "stop"} [ownStop] Its own shutdown, where it has one: a method of the app.
 */

/**
 * Every framework that has an adapter, in the order in which they are shown: the one list. Demo, rolling restarts,
 * stress, chaos, soak, measurements, size limits and the tests of all adapters go by it.
 * @type {readonly Framework[]}
 */
export const FRAMEWORKS = [
  { id: "express", title: "Express" },
  { id: "koa", title: "Koa" },
  { id: "fastify", title: "Fastify", ownStop: "close" },
  { id: "hapi", title: "hapi", ownStop: "stop" },
  { id: "hono", title: "Hono" },
  { id: "nest", title: "Nest", ownStop: "close" },
];

/** The apps of `apps/`: one of each framework, and one on bare `node:http`. */
export const APPS = [...FRAMEWORKS.map(({ id }) => id), "http"];

/**
 * The package that makes an app graceful.
 * @param {string} app
 */
export const packageOf = (app) => `@x/graceful-${FRAMEWORKS.some(({ id }) => id === app) ? app : "core"}`;
