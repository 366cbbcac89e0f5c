import { beforeAll, describe, expect, test } from "vitest";
import { INSTALL_MS } from "./install-once.js";
import { installPackages, Program } from "./program.js";

beforeAll(installPackages, INSTALL_MS);

/** What Nest calls at a signal, each once. */
const HOOKS = ["onModuleDestroy", "beforeApplicationShutdown SIGTERM", "onApplicationShutdown SIGTERM"];

const PLACE = /nest-application-context\.js:\d+/;

describe("NestJS with enableShutdownHooks and a bare graceful(app.getHttpServer())", () => {
  test.for(["before", "after"])(
    "called %s graceful: the request in flight keeps its pool, and the hooks run once, after the last response",
    async (HOOKS_CALLED) => {
      using program = new Program("nest.mjs", { HOOKS: HOOKS_CALLED });
      const client = await program.inFlight();
      program.kill("SIGTERM");
      const { status, text } = await client.response();
      expect([status, text]).toEqual([200, "row"]);
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.said).toEqual(["in flight", "answered", "cache closed", ...HOOKS, "exit 0"]);
    },
  );

  test("waits for a hook that takes 1.5 s", async () => {
    using program = new Program("nest.mjs", { HOOK_MS: "1500" });
    const client = await program.inFlight();
    program.kill("SIGTERM");
    expect((await client.response()).status).toBe(200);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.said).toEqual(["in flight", "answered", "cache closed", ...HOOKS, "exit 0"]);
  });

  test("is not ended in a release of 2 s by the signal that Nest sends again", async () => {
    using program = new Program("nest.mjs", { RELEASE_MS: "2000", HOOK_MS: "400" });
    await program.listening;
    program.kill("SIGTERM");
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.said).toEqual(["cache closed", ...HOOKS, "exit 0"]);
  });

  test("stands in the log and the report with the place where Nest called process.on", async () => {
    using program = new Program("nest.mjs", { HOOKS: "after" });
    await program.listening;
    program.kill("SIGTERM");
    const { releases } = await program.report();
    expect(releases).toMatchObject([
      { name: "cache", status: "done" },
      { name: expect.stringMatching(PLACE), status: "done" },
    ]);
    const isBeforeTheEnd = (line: string) => line.startsWith("[graceful]") && !/Closed in/.test(line);
    expect(program.lines.filter(isBeforeTheEnd).join("\n")).toMatch(PLACE);
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });
});
