import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { endForkedAfterEach } from "./forked.js";
import { inFlight, type Started, start, untilAnotherSignal } from "./started.js";

endForkedAfterEach();

async function shutDown(env: NodeJS.ProcessEnv, code = 0): Promise<Started> {
  const app = await start("late-work.mjs", { env: { WORK: "none", ...env } });
  const client = await inFlight(app);
  app.kill("SIGTERM");
  expect((await client.closed()).received).toContain("taken");
  expect(await app.ended).toEqual({ code, signal: null });
  return app;
}

/** A server that outlives the program. Returns its URL. */
async function startCollector(answer: (response: ServerResponse) => void): Promise<string> {
  const collector = createServer((_request, response) => answer(response)).listen(0, "127.0.0.1");
  onTestFinished(() => {
    collector.closeAllConnections();
    collector.close();
  });
  await once(collector, "listening");
  return `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
}

const FORCED = /The process did not end by itself: (.*) held it for .*\. It is ended now/;

describe("work that a response leaves is awaited within the budget:", () => {
  test.each([{}, { HELD: "1" }, { HELD: "1", SECOND: "1" }])("a timer of a second, %o", async (env) => {
    const app = await shutDown({ WORK: "timer", ...env });
    expect(app.lines).toContain("work done");
    expect(FORCED.exec(app.output)?.[1]).toBe(env.HELD && "1 timer");
  });

  test("a line that is written to a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "late-work-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const app = await shutDown({
      WORK: "file",
      FILE: join(folder, "audit"),
      HELD: "1",
      PLAN: '{"settleMs":0}',
    });
    expect(app.lines).toContain("work done");
    expect(await readFile(join(folder, "audit"), "utf8")).toBe("audit\n");
  });

  test.each(["zlib", "scrypt"])(
    "%s, of which Node names nothing, also where a timer holds the process",
    async (WORK) => {
      // To compress a megabyte takes more than the default budget where many others do so, too.
      const app = await shutDown({ WORK, HELD: "1", PLAN: '{"settleMs":0,"budgetMs":60000}' });
      expect(app.lines).toContain("work done");
    },
  );

  test.each(["request", "fetch"])("%s to another server, which answers after a second", async (WORK) => {
    const COLLECTOR = await startCollector((response) => setTimeout(() => response.end("ok"), 1_000));
    const app = await shutDown({ WORK, HELD: "1", COLLECTOR, PLAN: '{"settleMs":200}' });
    expect(app.lines).toContain("work done");
  });

  test("a timer that is set after a read", async () => {
    const app = await shutDown({ WORK: "readThenTimer" });
    expect(app.lines).toContain("work done");
    expect(app.output).not.toMatch(FORCED);
  });
});

describe("what goes on forever is not awaited, and the log and the report name it:", () => {
  test.each([
    ["an interval", "interval"],
    ["a timer that sets itself again", "again"],
    ["a timer that is due when the budget is long over", "hour"],
  ])("%s", async (_, WORK) => {
    const app = await shutDown({ WORK, PLAN: '{"budgetMs":60000}' });
    expect(FORCED.exec(app.output)?.[1]).toBe("1 timer");
    expect(app.output).toMatch(/^report .*Timeout/m);
    expect(app.lines).not.toContain("work done");
  });

  test("a request whose response is answered and never read", async () => {
    const COLLECTOR = await startCollector((response) => response.end("ok".repeat(100_000)));
    const app = await shutDown({ WORK: "unread", HELD: "1", COLLECTOR, PLAN: '{"budgetMs":60000}' });
    expect(FORCED.exec(app.output)?.[1]).toContain("1 timer");
  });
});

describe("`settleMs`", () => {
  test("limits a timer that a release has set to half a second", async () => {
    const app = await shutDown({ IN_RELEASE: "timer" });
    expect(app.lines).not.toContain("work done");
    expect(FORCED.exec(app.output)?.[1]).toBe("1 timer");
  });

  test("may be longer", async () => {
    const app = await shutDown({ IN_RELEASE: "timer", PLAN: '{"settleMs":5000}' });
    expect(app.lines).toContain("work done");
    expect(app.output).not.toMatch(FORCED);
  });
});

describe("a listener of `report`", () => {
  test("that returns a promise is awaited, whatever `settleMs` says", async () => {
    const app = await shutDown({ LISTENS: "slowly", HELD: "1", PLAN: '{"settleMs":0}' });
    expect(app.lines).toContain("reported");
  });

  test("that returns a promise is awaited even if nothing else holds the process", async () => {
    const app = await shutDown({ LISTENS: "unseen" });
    expect(app.lines).toContain("reported");
    expect(app.output).not.toMatch(FORCED);
  });

  test("whose promise never settles is bounded by the budget, and the log names it", async () => {
    const app = await shutDown({ LISTENS: "without end", PLAN: '{"budgetMs":1500}' });
    expect(FORCED.exec(app.output)?.[1]).toBe('a listener of "report"');
  });

  test("is not waited for after another signal, and the log says what ended the process", async () => {
    const app = await start("late-work.mjs", { env: { WORK: "none", LISTENS: "without end" } });
    app.kill("SIGTERM");
    await app.line(/Closed in/);
    await untilAnotherSignal();
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 143, signal: null });
    expect(app.output).toMatch(/SIGTERM after the shutdown: the process is ended now, with exit code 143$/m);
    expect(app.output).not.toContain("was set after the report");
  });

  test("that exits before its promise has settled waits too, and the log names the caller", async () => {
    const app = await shutDown({ LISTENS: "exits" });
    expect(app.output).toMatch(
      /process\.exit\(5\) waits until the shutdown is over: called at .*late-work\.mjs:\d+:\d+$/m,
    );
    expect(app.lines).toContain("exit 0");
  });

  test("that sets an exit code decides it, and the log says that it differs from the report", async () => {
    const app = await shutDown({ LISTENS: "sets a code" }, 7);
    expect(app.output).toMatch(/Exit code 0$/m);
    expect(app.output).toMatch(/The exit code is 7 instead of 0: it was set after the report$/m);
  });

  test("that rejects is logged and stops nothing", async () => {
    const app = await shutDown({ LISTENS: "badly" });
    expect(app.output).toContain('A listener of "report" threw: no disk');
  });
});
