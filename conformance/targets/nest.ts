import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { graceful } from "@x/graceful-nest";
import { type Decorator, type Major, type Nest, nest } from "../../test/nest/nest.js";
import type { Start, TlsIdentity } from "../src/app-under-test.js";
import type { Demo, DemoAnswer, DemoRoute } from "../src/demo.js";
import { writeByHand } from "../src/node-handler.js";

/** What a handler gets by `@Res()`. */
type Response = ServerResponse & { hijack?(): { raw: ServerResponse }; status(code: number): unknown };

/** What never comes has Nest send nothing. */
const NOTHING = new Promise<never>(() => {});

export interface Variant {
  readonly major: Major;
  readonly on: "express" | "fastify";
  /** The adapter, where it is not made with nothing but the key and the certificate. */
  adapter?(made: Nest, tls: TlsIdentity | undefined): object;
}

/** The demo app as a controller of Nest 10 or 11, on Express or on Fastify. */
export function startNest({ major, on, adapter }: Variant): Start {
  return async ({ demo, tls }) => {
    const made = await nest(major);
    const Adapter = made.adapters[on];
    const http =
      adapter?.(made, tls) ?? (on === "express" ? new Adapter() : new Adapter(tls && { https: { ...tls } }));
    const app = await made.core.NestFactory.create(moduleOf(made, demo), http, {
      logger: false,
      // Bodies reach the handlers as they arrive.
      bodyParser: false,
      ...(tls && { httpsOptions: { ...tls } }),
    });
    if (on === "fastify") takeAnyBody(app.getHttpAdapter().getInstance() as BodyParsing);
    return {
      listen(to) {
        if (!("path" in to)) return app.listen(to.port, to.host);
        return app.listen(on === "fastify" ? to : to.path); // each as its framework has it
      },
      attach: (plan) => graceful(app, plan),
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

/** Decorators as functions: there is no compiler here that calls them. */
function moduleOf({ common }: Nest, demo: Demo): object {
  class DemoController {}
  for (const [at, route] of demo.routes.entries()) {
    const name = `route${at}`;
    const handler = handlerOf(route, common.StreamableFile);
    Object.defineProperty(DemoController.prototype, name, { value: handler, configurable: true });
    const decorate = (...decorators: Decorator[]) => {
      const descriptor = Object.getOwnPropertyDescriptor(DemoController.prototype, name);
      for (const one of decorators) one(DemoController.prototype, name, descriptor);
    };
    decorate(common[route.method === "GET" ? "Get" : "Post"](route.path));
    const parameters = [common.Param("name"), common.Req(), common.Res({ passthrough: true })];
    for (const [index, one] of parameters.entries()) one(DemoController.prototype, name, index);
  }
  common.Controller()(DemoController);
  class DemoModule {}
  common.Module({ controllers: [DemoController] })(DemoModule);
  return DemoModule;
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
