/**
 * Every set-up that is measured: `peers/<id>.mjs`. `bare` is what it is compared with. A library is set up on `node:http` and
 * compared with bare `node:http`. Fastify's close and hapi's stop are part of their frameworks and cost nothing while those
 * serve: they are compared with the same framework in which nobody listens to a signal, and so is graceful on a framework,
 * since a comparison with bare `node:http` would measure the framework.
 */
export const PEERS = [
  { id: "bare", title: "bare Node" },
  { id: "graceful", title: "graceful", bare: "bare", package: "@x/graceful-core", isOurs: true },
  { id: "terminus", title: "terminus", bare: "bare", package: "@godaddy/terminus" },
  { id: "stoppable", title: "stoppable", bare: "bare", package: "stoppable" },
  { id: "http-terminator", title: "http-terminator", bare: "bare", package: "http-terminator" },
  {
    id: "http-graceful-shutdown",
    title: "http-graceful-shutdown",
    bare: "bare",
    package: "http-graceful-shutdown",
  },
  { id: "lightship", title: "lightship 9.0.3", bare: "bare", package: "lightship" },
  { id: "close-with-grace", title: "close-with-grace", bare: "bare", package: "close-with-grace" },
  { id: "gquittet", title: "@gquittet/graceful-server", bare: "bare", package: "@gquittet/graceful-server" },
  { id: "server-destroy", title: "server-destroy", bare: "bare", package: "server-destroy" },
  { id: "express", title: "Express" },
  {
    id: "graceful-express",
    title: "graceful, Express",
    bare: "express",
    package: "@x/graceful-express",
    isOurs: true,
  },
  { id: "koa", title: "Koa" },
  { id: "graceful-koa", title: "graceful, Koa", bare: "koa", package: "@x/graceful-koa", isOurs: true },
  { id: "fastify", title: "Fastify", isUnstoppable: true },
  { id: "fastify-close", title: "Fastify close()", bare: "fastify" },
  {
    id: "graceful-fastify",
    title: "graceful, Fastify",
    bare: "fastify",
    package: "@x/graceful-fastify",
    isOurs: true,
  },
  { id: "hapi", title: "hapi", isUnstoppable: true },
  { id: "hapi-stop", title: "hapi stop()", bare: "hapi" },
  { id: "graceful-hapi", title: "graceful, hapi", bare: "hapi", package: "@x/graceful-hapi", isOurs: true },
];

/** Whether it has a way to stop. */
export const stopping = ({ id, bare, isUnstoppable }) =>
  !isUnstoppable && (id === "bare" || bare !== undefined);

export const peer = (id) => PEERS.find((one) => one.id === id);
export const titleOf = (id) => peer(id)?.title ?? id;
