import { buffer } from "node:stream/consumers";
import "../../../scripts/install-nest.mjs";
import { formatReport, graceful } from "@x/graceful-nest";
import { database } from "../database.mjs";

const { Controller, Get, HttpCode, Module, Param, Post, Req, StreamableFile } = (
  await import("@nestjs/common")
).default;
const { NestFactory } = (await import("@nestjs/core")).default;

export const name = "Nest 11 on Express";
export { formatReport, graceful };

/** Nest's own way to stop. */
export const naive = {
  title: "app.close()",
  stop: (app) => app.close().then(() => process.exit(0)),
};

/** The routes that the traffic asks for, the same in every framework. */
class Traffic {
  async items(bytes) {
    await database.query();
    return new StreamableFile(Buffer.alloc(Number(bytes), "."));
  }

  async echo(request) {
    const body = await buffer(request);
    await database.query();
    return new StreamableFile(body);
  }

  async slow(ms) {
    await database.query(Number(ms));
    return ".";
  }

  async upload(request) {
    let bytes = 0;
    for await (const chunk of request) bytes += chunk.length;
    return String(bytes);
  }
}

// Decorators as functions: there is no compiler here.
function route(method, handler, parameter) {
  const descriptor = Object.getOwnPropertyDescriptor(Traffic.prototype, handler);
  method(Traffic.prototype, handler, descriptor);
  HttpCode(200)(Traffic.prototype, handler, descriptor);
  parameter(Traffic.prototype, handler, 0);
}
route(Get("items/:bytes"), "items", Param("bytes"));
route(Post("echo"), "echo", Req());
route(Get("slow/:ms"), "slow", Param("ms"));
route(Post("upload"), "upload", Req());
Controller()(Traffic);

class App {}
Module({ controllers: [Traffic] })(App);

// Bodies reach the handlers as they arrive.
export const createApp = () =>
  NestFactory.create(App, { bodyParser: false, logger: ["error", "warn", "log"] });

/** Resolves to the server once it listens, on any free port unless told otherwise. */
export function listen(app, where = { port: 0, host: "127.0.0.1" }) {
  return app.listen(where.port ?? where.path, where.host);
}
