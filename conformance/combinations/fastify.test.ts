import compress5 from "@fastify/compress";
import files5 from "@fastify/static";
import websocket5 from "@fastify/websocket";
import { type FastifyInstance, fastify as fastify5 } from "fastify";
import { fastify as fastify4 } from "fastify4";
import compress4 from "fastify4-compress";
import files4 from "fastify4-static";
import websocket4 from "fastify4-websocket";
import type { Start } from "../src/app-under-test.js";
import { LIMIT } from "../src/combinations.js";
import { startFastify } from "../targets/fastify.js";
import { combine } from "./combine.js";
import { folderWithFile } from "./file.js";

const folder = folderWithFile();
const plugins5 = { compress: compress5, files: files5, websocket: websocket5 };

for (const [name, fastify, plugins] of [
  [
    "Fastify 4",
    fastify4 as unknown as typeof fastify5,
    { compress: compress4, files: files4, websocket: websocket4 } as unknown as typeof plugins5,
  ],
  ["Fastify 5", fastify5, plugins5],
] as const) {
  const { compress, files, websocket } = plugins;

  /** The demo's app, which `prepare` gets before it has a route. */
  function prepared(prepare: (app: FastifyInstance) => PromiseLike<unknown>): Start {
    return async (options) => {
      const app = options.tls ? fastify({ https: { ...options.tls } }) : fastify();
      await prepare(app as unknown as FastifyInstance);
      return startFastify(() => app as unknown as FastifyInstance)(options);
    };
  }

  combine(name, {
    compression: ["@fastify/compress", prepared((app) => app.register(compress, { threshold: 0 })), false],
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
}
