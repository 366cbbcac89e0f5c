import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installNest } from "../../../test/nest/install-nest.js";
import type { Major } from "../../../test/nest/nest.js";
import { INSTALL_MS } from "../../../test/programs/install-once.js";
import { endForkedAfterEach, run } from "../../core/test/forked.js";
import { inFlight, started } from "../../core/test/started.js";
import { besideNest } from "./beside-nest.js";

beforeAll(installNest, INSTALL_MS);
endForkedAfterEach();

const FIXTURE = fileURLToPath(new URL("./fixtures/main-job.mjs", import.meta.url));
const forms = ["graceful(app)", "module"];
const hooks = ["not enabled", "before", "after", "closes"];

describe.each<[Major, string]>([
  [11, "express"],
  [11, "fastify"],
  [12, "express"],
])("Nest %i on %s in a process of its own", (major, ON) => {
  let program: ReturnType<typeof besideNest> | undefined;
  beforeAll(() => {
    program = besideNest(major, FIXTURE);
  });
  afterAll(() => program?.remove());

  test.each(forms.flatMap((FORM) => hooks.map((HOOKS) => [FORM, HOOKS] as const)))(
    "made graceful by %s, shutdown hooks %s: one SIGTERM, the row from its open pool, each hook once, exit code 0",
    async (FORM, HOOKS) => {
      const app = await started(run(process.execPath, [program?.file ?? ""], { env: { FORM, HOOKS, ON } }));
      const slow = await inFlight(app, "/slow");
      app.kill("SIGTERM");
      expect((await slow.closed()).received).toMatch(/ 200 OK.*connection: close.*row/is);
      expect(await app.ended).toEqual({ code: 0, signal: null });
      const { lines } = app;
      expect(lines.slice(lines.indexOf("onModuleDestroy"))).toEqual([
        "onModuleDestroy",
        "beforeApplicationShutdown SIGTERM",
        "onApplicationShutdown SIGTERM",
        "cache released",
        expect.stringMatching(/\[Graceful\].* clean: 1 request answered, [12] releases? done. Exit code 0/),
      ]);
    },
  );

  test.each(forms.flatMap((FORM) => ["fails", "hangs"].map((DESTROY) => [FORM, DESTROY] as const)))(
    "made graceful by %s, with a hook that %s and shutdown hooks enabled: the hook is called only once",
    async (FORM, DESTROY) => {
      const env = { FORM, HOOKS: "before", ON, DESTROY };
      const app = await started(run(process.execPath, [program?.file ?? ""], { env }));
      app.kill("SIGTERM");
      // Nest 12 logs what a hook fails with, and goes on.
      const isTold = DESTROY === "hangs" || major < 12;
      expect(await app.ended).toEqual({ code: isTold ? 1 : 0, signal: null });
      const told = app.lines.filter((line) => /^onModuleDestroy|The release ".*" failed/.test(line));
      expect(told).toEqual([
        "onModuleDestroy",
        ...(isTold ? [expect.stringContaining('The release "nest" failed')] : []),
      ]);
    },
  );
});
