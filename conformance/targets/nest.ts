import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { graceful, type Lifecycle } from "@x/graceful-nest";
import {
  type App,
  controllerOf,
  type Major,
  moduleOf,
  type Nest,
  nest,
  type RouteOf,
} from "../../test/nest/nest.js";
import type { Start } from "../src/app-under-test.js";
import type { Demo, DemoAnswer, DemoRoute } from "../src/demo.js";
import { writeByHand } from "../src/node-handler.js";

/** What a handler gets by `@Res()`. */
type Response = ServerResponse & { hijack?(): { raw: ServerResponse }; status(code: number): unknown };

/** What never comes has Nest send nothing. */
const NOTHING = new Promise<never>(() => {});

/** An app as a test wants it. */
export interface Variant {
  readonly major: Major;
  readonly on: "express" | "fastify";
  /** The root module, where it is not the demo's alone. */
  root?(demoModule: object, made: Nest): object;
  /** Of Fastify. */
  readonly http?: object;
  /** Of `NestFactory.create`. */
  readonly options?: object;
  /** What is done to the app before anything else. */
  prepare?(app: App, made: Nest): unknown;
  /** How it is made graceful, where not by `graceful(app, plan)`. */
  attach?(app: App): Lifecycle;
}

/** The demo app as a controller of Nest 10, 11 or 12, on Express or on Fastify. */
export function startNest({ major, on, root, http, options, prepare, attach }: Variant): Start {
  return async ({ demo, tls }) => {
    const made = nest(major);
    const Adapter = made.adapters[on];
    const adapter =
      on === "express" ? new Adapter() : new Adapter({ ...(tls && { https: { ...tls } }), ...http });
    const demoModule = demoModuleOf(made, demo);
    const app = await made.core.NestFactory.create(root?.(demoModule, made) ?? demoModule, adapter, {
      logger: false,
      abortOnError: false,
      // Bodies reach the handlers as they arrive.
      bodyParser: false,
      ...(tls && { httpsOptions: { ...tls } }),
      ...options,
    });
    if (on === "fastify") takeAnyBody(app.getHttpAdapter().getInstance() as BodyParsing);
    await prepare?.(app, made);
    return {
      listen(to) {
        if (!("path" in to)) return app.listen(to.port, to.host);
        return app.listen(on === "fastify" ? to : to.path); // each as its framework has it
      },
      attach: (plan) => attach?.(app) ?? graceful(app, plan),
      close: () => app.close(),
    };
  };
}

interface BodyParsing {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    type: string,
    parse: (request: unknown, body: unknown, done: (...given: unknown[]) => void) => void,
  ): void;
}

function takeAnyBody(fastify: BodyParsing): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser("*", (_request, body, done) => done(null, body));
}

/** The routes of the demo. */
function demoModuleOf(made: Nest, demo: Demo): object {
  const { Get, Param, Post, Req, Res, StreamableFile } = made.common;
  const routes = demo.routes.map((route): RouteOf => {
    const parameters = [Param("name"), Req(), Res({ passthrough: true })];
    return [
      route.method === "GET" ? Get(route.path) : Post(route.path),
      handlerOf(route, StreamableFile),
      parameters,
    ];
  });
  return moduleOf(made, { controllers: [controllerOf(made, routes)] });
}

function handlerOf(route: DemoRoute, StreamableFile: Nest["common"]["StreamableFile"]) {
  const send = (response: Response, given: DemoAnswer) => {
    if (given.isWrittenByHand) {
      writeByHand(response.hijack?.().raw ?? response, given);
      return NOTHING;
    }
    const { status, headers, body } = given;
    response.status(status);
    for (const [key, value] of Object.entries(headers)) setHeader(response, key, value);
    if (typeof body === "string") return body;
    const length = Buffer.isBuffer(body) ? { length: body.length } : {};
    const stream = Buffer.isBuffer(body) ? Readable.from([body], { objectMode: false }) : body;
    return new StreamableFile(stream, { type: headers["content-type"], ...length });
  };
  return (name: string, request: { raw?: IncomingMessage; body?: unknown }, response: Response) => {
    const body = () => text((request.raw ?? request) as IncomingMessage);
    const given = route.answer({ name: name ?? "", text: body });
    return given instanceof Promise ? given.then((late) => send(response, late)) : send(response, given);
  };
}

/** Of Express's response, or of Fastify's reply. */
function setHeader(
  response: Response & { header?(name: string, value: string): unknown },
  name: string,
  value: string,
): void {
  response.header?.(name, value);
}
