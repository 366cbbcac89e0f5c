import { graceful } from "@x/graceful-core";
import { GracefulLifecycle, GracefulModule, HoldMessages } from "@x/graceful-nest";
import { expect, onTestFinished, test } from "vitest";
import { patient } from "../../../conformance/src/plans.js";
import { controllerOf, moduleOf, type Nest, nest } from "../../../test/nest/nest.js";
import { bounded, Condition } from "../../../test-kit/condition.mjs";
import { freePort } from "../../../test-kit/free-port.mjs";
import { stageFor } from "./variants.js";

interface Microservices {
  Transport: { TCP: number };
  MessagePattern(pattern: string): (target: object, name?: string, descriptor?: unknown) => void;
  ClientProxyFactory: { create(options: object): Client };
}
interface Client {
  connect(): Promise<void>;
  send(pattern: string, data: object): object;
  close(): void;
}
interface Answers {
  next(row: string): void;
  complete(): void;
}
interface Rxjs {
  Observable: new (subscribe: (subscriber: Answers) => void) => object;
  firstValueFrom(stream: object): Promise<unknown>;
}

test("a message that a connected TCP microservice is handling is answered before Nest closes its module", async () => {
  const events: string[] = [];
  const reached = new Condition();
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const port = await freePort();
  let microservices: Microservices | undefined;
  let rxjs: Rxjs | undefined;
  const stage = stageFor({
    major: 11,
    on: "express",
    attach: (app) => app.get<GracefulLifecycle>(GracefulLifecycle),
    root(demoModule, made: Nest) {
      microservices = made.load<Microservices>("@nestjs/microservices");
      rxjs = made.load<Rxjs>("rxjs");
      const row = async () => {
        events.push("in work");
        reached.changed();
        await answered;
        return "row";
      };
      const controller = controllerOf(made, [[microservices.MessagePattern("row"), row]]);
      const { UseInterceptors } = made.load<{ UseInterceptors(one: unknown): (of: object) => void }>(
        "@nestjs/common",
      );
      UseInterceptors(HoldMessages)(controller);
      class Pool {
        onModuleDestroy = () => events.push("onModuleDestroy");
      }
      return moduleOf(made, {
        imports: [demoModule, GracefulModule.forRoot(patient)],
        controllers: [controller],
        providers: [Pool],
      });
    },
    async prepare(app) {
      app.connectMicroservice({
        transport: microservices?.Transport.TCP,
        options: { host: "127.0.0.1", port },
      });
      await app.startAllMicroservices();
    },
  });
  await stage.attach();
  await stage.listen();
  const client = microservices?.ClientProxyFactory.create({
    transport: microservices.Transport.TCP,
    options: { host: "127.0.0.1", port },
  });
  if (!client || !rxjs) throw new Error("there is no client");
  onTestFinished(() => client.close());
  await client.connect();
  const reply = rxjs.firstValueFrom(client.send("row", {}));
  await reached.until(
    "the message to be in work",
    () => events.includes("in work"),
    () => events.join(),
  );
  await stage.drain();
  expect(stage.lifecycle.stats().holds).toEqual(["message row"]);
  expect(events).toEqual(["in work"]);
  answer();
  expect(await bounded("the reply", reply)).toBe("row");
  await stage.cleanReport();
  expect(events).toEqual(["in work", "onModuleDestroy"]);
});

test("a request over HTTP passes HoldMessages without a hold: core tracks it", () => {
  const stream = {};
  const hold = () => expect.unreachable();
  const interceptor = new HoldMessages({ hold } as unknown as GracefulLifecycle);
  const context = { getType: () => "http", getHandler: () => ({ name: "row" }) };
  expect(interceptor.intercept(context, { handle: () => stream })).toBe(stream);
});

test("a message keeps the drain open until its reply was sent, which Nest does in the next tick", async () => {
  const events: string[] = [];
  const lifecycle = graceful({
    ...{ signals: false, exit: false, logger: false },
    release: { microservice: () => events.push("closed") },
  });
  let answers: Answers | undefined;
  const { Observable } = nest(11).load<Rxjs>("rxjs");
  const handled = new Observable((subscriber) => {
    answers = subscriber;
  });
  const context = { getType: () => "rpc", getHandler: () => ({ name: "row" }) };
  new HoldMessages(lifecycle).intercept(context, { handle: () => handled }).subscribe({
    next: (row: string) => process.nextTick(() => events.push(`replied ${row}`)),
  });
  const report = lifecycle.shutdown();
  // As the promise of a handler does.
  await Promise.resolve().then(() => {
    answers?.next("tea");
    answers?.complete();
  });
  await report;
  expect(events).toEqual(["replied tea", "closed"]);
});
