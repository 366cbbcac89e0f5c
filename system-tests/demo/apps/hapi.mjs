import Hapi from "@hapi/hapi";
import { formatReport, graceful } from "@x/graceful-hapi";
import { database } from "../database.mjs";

export const name = "hapi 21";
export { formatReport, graceful };

/** hapi's own way to stop. */
export const naive = {
  title: "server.stop()",
  stop: (server) => server.stop().then(() => process.exit(0)),
};

/** The routes that the traffic asks for, the same in every framework. */
export function createApp() {
  const server = Hapi.server({ port: 0, host: "127.0.0.1" });

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
      for await (const chunk of request.payload) bytes += chunk.length;
      return String(bytes);
    },
  });

  return server;
}

/** Resolves to the server of Node once it listens. */
export async function listen(server) {
  await server.start();
  return server.listener;
}
