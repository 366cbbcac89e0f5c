import { server as hapi21, type Server } from "@hapi/hapi";
import inert from "@hapi/inert";
import { server as hapi20 } from "hapi20";
import { WebSocketServer } from "ws";
import type { Start } from "../src/app-under-test.js";
import { LIMIT } from "../src/combinations.js";
import { startHapi } from "../targets/hapi.js";
import { combine } from "./combine.js";
import { folderWithFile } from "./file.js";

const folder = folderWithFile();

for (const [name, make] of [
  ["hapi 20", hapi20 as unknown as typeof hapi21],
  ["hapi 21", hapi21],
] as const) {
  /** The demo's server, which `prepare` gets before it has a route. */
  const prepared =
    (prepare: (server: Server) => unknown): Start =>
    async (options) => {
      const tls = options.tls && { tls: { ...options.tls } };
      const server = make({ autoListen: false, compression: { minBytes: 1 }, ...tls });
      await prepare(server);
      return startHapi(() => server)(options);
    };

  combine(name, {
    compression: ["its own compression", prepared(() => {}), true],
    bodyLimit: [
      "payload.maxBytes",
      prepared((server) =>
        server.route({
          method: "POST",
          path: "/json",
          options: { payload: { maxBytes: LIMIT } },
          handler: () => "small enough",
        }),
      ),
      "hapi resets a body without a length at its limit (https://github.com/hapijs/wreck/blob/master/lib/index.js)",
    ],
    ranges: [
      "@hapi/inert",
      prepared(async (server) => {
        await server.register(inert);
        server.route({ method: "GET", path: "/{param*}", handler: { directory: { path: folder } } });
      }),
    ],
    webSockets: [
      [
        "ws on its listener",
        prepared(({ listener }) => {
          const sockets = new WebSocketServer({ server: listener as never, path: "/socket" });
          sockets.on("connection", (socket) => socket.send("hello"));
        }),
      ],
    ],
  });
}
