import { createReadStream } from "node:fs";
import { join } from "node:path";
import { bodyParser } from "@koa/bodyparser";
import { graceful } from "@x/graceful-koa";
import Koa3 from "koa";
import compress from "koa-compress";
import websockify from "koa-websocket";
import Koa2 from "koa2";
import type { Start } from "../src/app-under-test.js";
import { LIMIT } from "../src/combinations.js";
import { BIG } from "../src/demo.js";
import { startKoa } from "../targets/koa.js";
import { combine } from "./combine.js";
import { folderWithFile } from "./file.js";

const file = join(folderWithFile(), "file");

for (const [name, Koa] of [
  ["Koa 2", Koa2 as unknown as typeof Koa3],
  ["Koa 3", Koa3],
] as const) {
  /** The demo's app, which `prepare` gets before it has a route. */
  const prepared = (prepare: (app: Koa3) => void) =>
    startKoa(() => {
      const app = new Koa();
      prepare(app);
      return app;
    });

  /** By hand, since koa-static serves no parts. */
  const ranges: Koa3.Middleware = async (ctx, next) => {
    const part = /^bytes=(\d+)-(\d+)$/.exec(ctx.get("range"));
    if (ctx.path !== "/file" || !part) return next();
    const [start, end] = [Number(part[1]), Number(part[2])];
    ctx.status = 206;
    ctx.set("Content-Range", `bytes ${start}-${end}/${BIG.length}`);
    ctx.length = end - start + 1;
    ctx.body = createReadStream(file, { start, end });
  };

  const withKoaWebSocket: Start = ({ tls }) => {
    const app = websockify(new Koa(), {}, tls && { ...tls });
    app.ws.use((ctx) => ctx.websocket.send("hello"));
    return {
      listen: (on) =>
        new Promise((resolve) => {
          const server = app.listen(on, () => resolve(server));
        }),
      attach: (plan) => graceful(app, plan),
    };
  };

  combine(name, {
    compression: ["koa-compress", prepared((app) => app.use(compress({ threshold: 0 }))), true],
    bodyLimit: [
      "@koa/bodyparser",
      prepared((app) => {
        const parse = bodyParser({ jsonLimit: LIMIT });
        app.use((ctx, next) => (ctx.path === "/json" ? parse(ctx as Koa3.Context, next) : next()));
      }),
    ],
    ranges: ["a stream of the file", prepared((app) => app.use(ranges))],
    webSockets: [["koa-websocket", withKoaWebSocket]],
  });
}
