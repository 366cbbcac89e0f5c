import { once } from "node:events";
import { createRequire } from "node:module";
import { GracefulError, type Lifecycle, type ShutdownPlan } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import { adapters } from "./adapters.js";

interface Copy {
  graceful(app: unknown, plan: ShutdownPlan): Lifecycle;
}

const require = createRequire(import.meta.url);
const plan = { signals: false, exit: false, logger: false } satisfies ShutdownPlan;

/** Each adapter as an ES module with its core, from source; the CommonJS copy is the built one. */
describe.each(Object.entries(adapters))(
  "two copies of the package for %s",
  (name, { module, apps, listen }) => {
    const esm = module as unknown as Copy;
    const cjs = require(`@x/graceful-${name}`) as Copy;
    const make = async () => Object.values(apps).at(-1)?.();

    test("are two copies", () => {
      expect(cjs.graceful).not.toBe(esm.graceful);
    });

    test.each([
      ["ESM", esm, cjs],
      ["CommonJS", cjs, esm],
    ])("notice that an app is graceful already, by %s", async (_, first, second) => {
      const app = await make();
      const lifecycle = first.graceful(app, plan);
      expect(() => second.graceful(app, plan)).toThrow("[ALREADY_GRACEFUL]");
      await lifecycle.shutdown();
      await second.graceful(app, plan).shutdown();
    });

    test("know each other's errors", () => {
      for (const copy of [esm, cjs]) {
        expect(() => copy.graceful(null, plan)).toThrow(GracefulError);
      }
    });

    test("each find the server of an app of their own", async () => {
      for (const copy of [esm, cjs]) {
        const app = await make();
        const lifecycle = copy.graceful(app, plan);
        const server = await listen(app as never);
        if (!server.listening) await once(server, "listening");
        expect(await lifecycle.shutdown()).toMatchObject({ outcome: "clean" });
        expect(server.listening).toBe(false);
      }
    });
  },
);
