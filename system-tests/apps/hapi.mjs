import Hapi from "@hapi/hapi";
import { database } from "../database.mjs";
import { HELLO, work } from "./support/hello.mjs";
import { anyPort, listening } from "./support/listening.mjs";

export const name = "hapi 21";

/** hapi's own way to stop. */
export const naive = {
  title: "server.stop()",
  stop: (server) => server.stop().then(() => process.exit(0)),
};

/** The routes that the traffic asks for, the same in every framework. */
export function createApp() {
  const server = Hapi.server({ autoListen: false });

  server.route({
    method: "GET",
    path: "/items/{bytes}",
    async handler(request) {
      await database.query();
      return Buffer.alloc(Number(request.params.bytes), ".");
    },
  });

  server.route({
    method: "POST",
    path: "/echo",
    options: { payload: { output: "data", parse: false } },
    async handler(request) {
      await database.query();
      return request.payload;
    },
  });

  server.route({
    method: "GET",
    path: "/slow/{ms}",
    async handler(request) {
      await database.query(Number(request.params.ms));
      return ".";
    },
  });

  server.route({
    method: "POST",
    path: "/upload",
    options: { payload: { output: "stream", parse: false } },
    async handler(request) {
      let bytes = 0;
      for await (const chunk of /** @type {import("node:stream").Readable} */ (request.payload))
        bytes += chunk.length;
      return String(bytes);
    },
  });

  return server;
}

/** The least that hapi does: for measurements. */
export function createHello() {
  const server = Hapi.server({ autoListen: false });
  server.route({ method: "GET", path: "/", handler: () => HELLO });
  server.route({
    method: "GET",
    path: "/slow/{ms}",
    async handler(request) {
      await work(String(request.params.ms));
      return HELLO;
    },
  });
  return server;
}

/** Resolves to the server of Node once it listens: hapi itself knows no descriptors. */
export async function listen(server, where = anyPort()) {
  await server.start();
  return listening(server.listener.listen(where));
}
