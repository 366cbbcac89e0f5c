import compress from "@fastify/compress";
import files from "@fastify/static";
import websocket from "@fastify/websocket";
import { type FastifyInstance, fastify } from "fastify";
import type { Start } from "../src/app-under-test.js";
import { LIMIT } from "../src/combinations.js";
import { startFastify } from "../targets/fastify.js";
import { combine } from "./combine.js";
import { folderWithFile } from "./file.js";

const folder = folderWithFile();

/** The demo's app, which `prepare` gets before it has a route. */
function prepared(prepare: (app: FastifyInstance) => PromiseLike<unknown>): Start {
  return async (options) => {
    const app = options.tls ? fastify({ https: { ...options.tls } }) : fastify();
    await prepare(app as unknown as FastifyInstance);
    return startFastify(() => app as unknown as FastifyInstance)(options);
  };
}

combine("Fastify 5", {
  compression: ["@fastify/compress", prepared((app) => app.register(compress, { threshold: 0 }))],
  bodyLimit: [
    "bodyLimit",
    prepared((app) =>
      app.register(async (scope) => {
        scope.addContentTypeParser("application/json", { parseAs: "string" }, (_, body, parsed) =>
          parsed(null, body),
        );
        scope.post("/json", { bodyLimit: LIMIT }, async () => "small enough");
      }),
    ),
  ],
  ranges: ["@fastify/static", prepared((app) => app.register(files, { root: folder }))],
  webSockets: [
    [
      "@fastify/websocket",
      prepared(async (app) => {
        await app.register(websocket);
        app.get("/socket", { websocket: true }, (socket) => socket.send("hello"));
      }),
    ],
  ],
});
