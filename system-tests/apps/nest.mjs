import { createRequire } from "node:module";
import { buffer } from "node:stream/consumers";
import "../../scripts/install-nest.mjs";
import { database } from "../database.mjs";
import { HELLO, work } from "./support/hello.mjs";

/** Installed by the import above. By `require`: what reads types, and what replaces imports, finds no Nest here. */
const load = createRequire(import.meta.url);
const { Controller, Get, HttpCode, Module, Param, Post, Req, StreamableFile } = load("@nestjs/common");
const { NestFactory } = load("@nestjs/core");

export const name = "Nest 12 on Express";

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
function route(Routes, method, handler, parameter) {
  const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, handler);
  method(Routes.prototype, handler, descriptor);
  HttpCode(200)(Routes.prototype, handler, descriptor);
  parameter?.(Routes.prototype, handler, 0);
}
route(Traffic, Get("items/:bytes"), "items", Param("bytes"));
route(Traffic, Post("echo"), "echo", Req());
route(Traffic, Get("slow/:ms"), "slow", Param("ms"));
route(Traffic, Post("upload"), "upload", Req());

/** The least that Nest does: for measurements. */
class Hello {
  hello() {
    return HELLO;
  }

  async slow(ms) {
    await work(ms);
    return HELLO;
  }
}
route(Hello, Get(), "hello");
route(Hello, Get("slow/:ms"), "slow", Param("ms"));

function moduleOf(Routes) {
  Controller()(Routes);
  class App {}
  Module({ controllers: [Routes] })(App);
  return App;
}
const [TrafficApp, HelloApp] = [moduleOf(Traffic), moduleOf(Hello)];

// Bodies reach the handlers as they arrive.
export const createApp = () =>
  NestFactory.create(TrafficApp, { bodyParser: false, logger: ["error", "warn", "log"] });

export const createHello = () => NestFactory.create(HelloApp, { logger: false });

/** Resolves to the server once it listens, on any free port unless told otherwise. */
export function listen(app, where = { port: 0, host: "127.0.0.1" }) {
  return app.listen(where.port ?? where.path, where.host);
}
