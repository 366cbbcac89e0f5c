import { GracefulLifecycle, GracefulModule, type ShutdownPlan } from "@x/graceful-nest";
import { describe, expect, test } from "vitest";
import { patient } from "../../../conformance/src/plans.js";
import { type App, type Major, moduleOf, type Nest, nest } from "../../../test/nest/nest.js";
import { stageFor } from "./variants.js";

/** Run for each major in a process of its own: the source of the adapter imports one of them. */
export function moduleTests(major: Major): void {
  const { core, common, load } = nest(major);
  const init = Object.getOwnPropertyDescriptor(core.NestApplication.prototype, "init");
  const health = { live: "/livez", ready: "/readyz" };

  describe.each(["express", "fastify"] as const)(`Nest ${major} on %s`, (on) => {
    const variant = { major, on };
    const attach = (app: { get(token: unknown): unknown }) => app.get(GracefulLifecycle) as GracefulLifecycle;

    /** A provider that has the lifecycle injected, and what it does with it. */
    function rowsWith(events: string[]) {
      class Rows {
        readonly lifecycle: GracefulLifecycle;
        constructor(lifecycle: GracefulLifecycle) {
          this.lifecycle = lifecycle;
          lifecycle.addRelease("rows", () => events.push("rows released"));
        }
        onModuleDestroy() {
          events.push("onModuleDestroy");
        }
        onApplicationShutdown(signal?: string) {
          events.push(`onApplicationShutdown ${signal}`);
        }
      }
      common.Injectable()(Rows);
      common.Inject(GracefulLifecycle)(Rows, undefined, 0 as never);
      return Rows;
    }

    test("forRoot(plan): the app drains, then its hooks run once, then the releases of providers", async () => {
      const events: string[] = [];
      const stage = stageFor({
        ...variant,
        attach,
        root: (demoModule, made) =>
          moduleOf(made, {
            imports: [demoModule, GracefulModule.forRoot({ ...patient, health })],
            providers: [rowsWith(events)],
          }),
        prepare: (app) => app.setGlobalPrefix("api"),
      });
      await stage.attach();
      await stage.listen();
      stage.lifecycle.on("phase", ({ name }) => events.push(name));
      const client = await stage.connect();
      expect(await client.request("GET", "/readyz").response()).toMatchObject({ status: 200 });
      client.close();
      const busy = await stage.connect();
      busy.request("GET", "/api/gate/a");
      await stage.demo.ran("/gate/a");
      const report = stage.lifecycle.shutdown("SIGTERM");
      await stage.phase("draining");
      await stage.listenersClosed();
      stage.demo.open("a");
      expect(await busy.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
      expect(await report).toMatchObject({ outcome: "clean", releases: [{ name: "rows" }] });
      expect(events).toEqual([
        ...["draining", "releasing", "onModuleDestroy", "onApplicationShutdown SIGTERM"],
        ...["rows released", "closed"],
      ]);
      expect(Object.getOwnPropertyDescriptor(core.NestApplication.prototype, "init")).toEqual(init);
    });

    test("app.close() by the application drains first", async () => {
      const events: string[] = [];
      const stage = stageFor({
        ...variant,
        attach,
        root: (demoModule, made) =>
          moduleOf(made, {
            imports: [demoModule, GracefulModule.forRoot(patient)],
            providers: [rowsWith(events)],
          }),
      });
      await stage.attach();
      await stage.listen();
      const busy = await stage.connect();
      busy.request("GET", "/gate/a");
      await stage.demo.ran("/gate/a");
      const closed = stage.app.close().then(() => events.push("closed"));
      await stage.phase("draining");
      await stage.listenersClosed();
      expect(events).toEqual([]);
      stage.demo.open("a");
      expect(await busy.response()).toMatchObject({ text: "a" });
      await closed;
      await stage.cleanReport();
      expect(events.slice(0, 2)).toEqual(["onModuleDestroy", "onApplicationShutdown undefined"]);
    });

    if (on === "fastify") {
      test("a preClose hook that is added before the app is initialised runs when the drain begins, once", async () => {
        const events: string[] = [];
        const stage = stageFor({
          ...variant,
          attach,
          root: (demoModule, made) =>
            moduleOf(made, {
              imports: [demoModule, GracefulModule.forRoot(patient)],
              providers: [rowsWith(events)],
            }),
          prepare(app) {
            const fastify = app.getHttpAdapter().getInstance() as {
              addHook(name: string, hook: () => Promise<unknown>): void;
            };
            fastify.addHook("preClose", async () => events.push("preClose"));
          },
        });
        await stage.start();
        await stage.drain();
        await stage.cleanReport();
        expect(events.slice(0, 2)).toEqual(["preClose", "onModuleDestroy"]);
        expect(events).toHaveLength(4);
      });
    }

    class Config {
      readonly plan: ShutdownPlan = { ...patient, release: { config: () => {} } };
    }
    class Plans {
      createShutdownPlan = async () => ({ ...patient, release: { plans: () => {} } });
    }
    const asyncOptions: [
      string,
      (made: Nest) => Parameters<typeof GracefulModule.forRootAsync>[0],
      string,
    ][] = [
      [
        "useFactory",
        (made) => ({
          imports: [moduleOf(made, { providers: [Config], exports: [Config] })],
          inject: [Config],
          useFactory: async (config: Config) => config.plan,
        }),
        "config",
      ],
      ["useClass", () => ({ useClass: Plans }), "plans"],
      [
        "useExisting",
        (made) => ({
          imports: [moduleOf(made, { providers: [Plans], exports: [Plans] })],
          useExisting: Plans,
        }),
        "plans",
      ],
    ];
    test.each(asyncOptions)("forRootAsync gets its plan by %s", async (_, optionsOf, release) => {
      const stage = stageFor({
        ...variant,
        attach,
        root: (demoModule, made) =>
          moduleOf(made, { imports: [demoModule, GracefulModule.forRootAsync(optionsOf(made))] }),
      });
      await stage.attach();
      await stage.listen();
      expect((await stage.cleanReport()).releases).toMatchObject([{ name: release, status: "done" }]);
    });

    test("a wrong plan fails NestFactory.create, and names the option", async () => {
      const root = (demoModule: object, made: Nest) =>
        moduleOf(made, { imports: [demoModule, GracefulModule.forRoot({ budgetMs: "5s" } as never)] });
      await expect(stageFor({ ...variant, root }).attach()).rejects.toThrow("`budgetMs`");
    });

    test("made graceful by the module and by graceful(app), app.listen() fails and says why", async () => {
      const root = (demoModule: object, made: Nest) =>
        moduleOf(made, { imports: [demoModule, GracefulModule.forRoot(patient)] });
      const stage = stageFor({ ...variant, root });
      await stage.attach();
      await expect(stage.listen()).rejects.toThrow("[ALREADY_GRACEFUL]");
      await stage.app.get<GracefulLifecycle>(GracefulLifecycle).shutdown();
    });

    test("two apps with the module have one lifecycle each", async () => {
      const root = (demoModule: object, made: Nest) =>
        moduleOf(made, { imports: [demoModule, GracefulModule.forRoot(patient)] });
      const [first, second] = [
        stageFor({ ...variant, root, attach }),
        stageFor({ ...variant, root, attach }),
      ];
      await first.attach();
      await second.attach();
      await second.listen();
      await first.listen();
      expect(first.lifecycle).not.toBe(second.lifecycle);
      await first.app.close();
      expect(second.lifecycle.phase.name).toBe("serving");
      expect(second.servers.map(({ listening }) => listening)).toEqual([true]);
      await second.app.close();
    });

    test("an app of @nestjs/testing is drained by its app.close() too", async () => {
      const { Test } = load<{ Test: { createTestingModule(of: object): Testing } }>("@nestjs/testing");
      const made = nest(major);
      const module = await Test.createTestingModule({ imports: [GracefulModule.forRoot(patient)] }).compile();
      const app = module.createNestApplication(new made.adapters[on](), { logger: false });
      await app.listen(0, "127.0.0.1");
      const lifecycle = app.get<GracefulLifecycle>(GracefulLifecycle);
      await app.close();
      expect((await lifecycle.closed).reason).toBe("nest close");
      expect(Object.getOwnPropertyDescriptor(core.NestApplication.prototype, "init")).toEqual(init);
    });
  });

  test("an app without HTTP is ready, misses no server, is drained by its close(), and its releases run", async () => {
    const events: string[] = [];
    const release = { pool: () => events.push("pool released") };
    const logger = { info() {}, warn: (line: string) => events.push(line), error() {} };
    class Pool {
      onModuleDestroy = () => events.push("onModuleDestroy");
    }
    const root = moduleOf(nest(major), {
      imports: [
        GracefulModule.forRoot({ ...patient, release, logger, health: { port: 0, ready: "/readyz" } }),
      ],
      providers: [Pool],
    });
    const app = await core.NestFactory.createApplicationContext(root, { logger: false });
    const lifecycle = app.get<GracefulLifecycle>(GracefulLifecycle);
    const { status } = await fetch(`http://127.0.0.1:${await lifecycle.healthPort}/readyz`);
    expect(status).toBe(200);
    const done = lifecycle.hold("a job");
    const closed = app.close();
    await new Promise((resolve) => lifecycle.signal.addEventListener("abort", resolve));
    events.push("draining");
    done();
    await closed;
    expect(await lifecycle.closed).toMatchObject({ reason: "nest close", outcome: "clean" });
    expect(events).toEqual(["onModuleDestroy", "draining", "pool released"]);
  });

  test("forRootAsync without any of them is refused", () => {
    expect(() => GracefulModule.forRootAsync({})).toThrow("`useFactory`");
  });
}

interface Testing {
  compile(): Promise<{
    createNestApplication(adapter: object, options: object): App;
  }>;
}
