import { describe, expect, test } from "vitest";
import { endForkedAfterEach } from "./forked.js";
import { inFlight, type Started, start, untilAnotherSignal } from "./started.js";

endForkedAfterEach();

const AT = String.raw`at .*other-listeners\.mjs:\d+:\d+`;
const run = (env: NodeJS.ProcessEnv) => start("other-listeners.mjs", { env });

/** What the fixture itself said, from the first answer on. */
const told = (app: Started) => {
  const lines = app.lines.filter((line) => !line.startsWith("[graceful]"));
  return lines.slice(lines.indexOf("in flight") + 1);
};
const logged = (app: Started, text: string) => app.lines.filter((line) => line.includes(text));

/** What the listener says when it is done. */
const LAST_WORDS: Record<string, string[]> = {
  hook: ["hook is over"],
  flushes: ["flushed"],
  closesFirst: ["pool ended"],
  closesAndAwaits: ["pool ended"],
  closesAndListens: ["pool ended"],
  forks: ["child is over"],
};

/** Sends the signal under a request that is answered when `until` was logged. */
async function shutDown(app: Started, until: RegExp): Promise<string> {
  const client = await inFlight(app);
  app.kill("SIGTERM");
  await app.line(until);
  app.kill("SIGUSR2");
  const { received } = await client.closed();
  await app.ended;
  return received;
}

describe.each(["before", "after"])("another listener of the signal, added %s graceful()", (ORDER) => {
  test.each([
    "exits",
    "importedExit",
    "exitsLater",
    "reRaises",
    "reRaisesLate",
    "reRaisesByTimer",
    "closes",
    "hook",
    "flushes",
    "forks",
    "closesFirst",
    "closesAndAwaits",
    "closesAndListens",
    "neverSettles",
    "exits:once",
    "reRaisesLate:once",
    "exits:prependListener",
  ])("that %s runs when the drain is over and the releases are", async (act) => {
    const app = await run({ ORDER, ACTS: act });
    const [name = ""] = act.split(":");
    expect(await shutDown(app, /1 other listener of SIGTERM will wait/)).toContain("whole");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(told(app)).toEqual([
      "answered",
      "pool released",
      `${name} runs`,
      ...(LAST_WORDS[name] ?? []),
      expect.stringMatching(`^report clean 0 pool: done; SIGTERM listener ${name}.*: done$`),
      "exit 0",
    ]);
    const place = ORDER === "after" ? ` ${AT}` : ", added before graceful\\(\\)";
    expect(logged(app, "other listener")).toEqual([
      expect.stringMatching(
        `1 other listener of SIGTERM will wait until the drain is over: ${name}${place}$`,
      ),
    ]);
  });
});

test.each(["awaitsShutdown", "awaitsClosed"])("one that %s does not wait for itself", async (act) => {
  const app = await run({ ACTS: act });
  expect(await shutDown(app, /1 other listener/)).toContain("whole");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(app.output).not.toContain("TIMED_OUT");
});

test.each([
  ["awaitsReport", [expect.stringMatching(/^report clean 0/), "awaitsReport goes on"]],
  ["awaitsUnseen", ["awaitsUnseen goes on", expect.stringMatching(/^report clean 0/)]],
])("one that %s does not wait until the budget is over, and has not failed", async (act, rest) => {
  const app = await run({ ACTS: act });
  expect(await shutDown(app, /1 other listener/)).toContain("whole");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(told(app).slice(3)).toEqual([...rest, "exit 0"]);
});

test("a listener that waits for older work has the budget for it", async () => {
  const app = await run({ ACTS: "waitsForJob" });
  expect(await shutDown(app, /1 other listener/)).toContain("whole");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(app.lines).toContain("job done");
  expect(app.output).not.toContain("did not end by itself");
});

test.each([
  [{ ACTS: "takenExit" }, "clean", 0],
  [{ ACTS: "takenExit3" }, "clean", 3],
  [{ ACTS: "exits", PLAN: '{"holdExit":false}' }, "clean", 0],
  [{ ACTS: "throws,exitsLater", PLAN: '{"holdExit":false}' }, "failed", 1],
] as const)(
  "what ends the process there although it cannot be held, %o, has lost nothing: %s, %d",
  async (env, outcome, code) => {
    const app = await run(env);
    expect(await shutDown(app, /other listeners? of SIGTERM will wait/)).toContain("whole");
    expect(await app.ended).toEqual({ code, signal: null });
    expect(told(app).at(-1)).toMatch(`report ${outcome} ${code} pool: done`);
    expect(app.output).toMatch(new RegExp(`Closed in .*, ${outcome}: .*Exit code ${code}$`, "m"));
    expect(app.output).not.toContain("in the middle");
  },
);

test("several of them run in their order, one that throws stops none, and the report names each", async () => {
  const app = await run({ ACTS: "quick,throws,quick,exits" });
  expect(await shutDown(app, /4 other listeners of SIGTERM will wait/)).toContain("whole");
  expect(await app.ended).toEqual({ code: 1, signal: null });
  expect(told(app)).toEqual([
    "answered",
    "pool released",
    "quick runs",
    "throws runs",
    "quick runs",
    "exits runs",
    expect.stringMatching(/^report failed 1 pool: done; (SIGTERM listener [^;]+: (done|failed)(; )?){4}$/),
    "exit 1",
  ]);
  expect(logged(app, "failed after")).toEqual([
    expect.stringMatching(`The release "SIGTERM listener throws ${AT}" failed after .*: no broker`),
  ]);
});

test("one that hangs is bounded by the budget", async () => {
  const app = await run({ ACTS: "hangs", PLAN: JSON.stringify({ budgetMs: 1_500 }) });
  expect(await shutDown(app, /1 other listener/)).toContain("whole");
  expect(await app.ended).toEqual({ code: 1, signal: null });
  expect(app.output).toMatch(/The release "SIGTERM listener hangs .*" failed after .*\[TIMED_OUT\]/);
});

test("one that is removed meanwhile does not run", async () => {
  const app = await run({ ACTS: "exits,quick", REMOVED: "1" });
  expect(await shutDown(app, /2 other listeners/)).toContain("whole");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(told(app)).toEqual(["answered", "pool released", "report clean 0 pool: done", "exit 0"]);
});

test('with "now" they run at once, and the log says so', async () => {
  const app = await run({ ACTS: "quick", PLAN: JSON.stringify({ otherSignalListeners: "now" }) });
  expect(await shutDown(app, /1 other listener of SIGTERM will run at once: quick/)).toContain("whole");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(told(app)).toEqual([
    "quick runs",
    "answered",
    "pool released",
    "report clean 0 pool: done",
    "exit 0",
  ]);
});

test.each(["exits", "reRaises", "reRaisesLate"])(
  'with "now" one that %s is held all the same, and the log names its caller',
  async (act) => {
    const app = await run({ ACTS: act, PLAN: JSON.stringify({ otherSignalListeners: "now" }) });
    const what =
      act === "exits" ? String.raw`process\.exit\(0\)` : String.raw`process\.kill\(process\.pid, "SIGTERM"\)`;
    const line = new RegExp(`${what} waits until the shutdown is over: called ${AT}$`);
    expect(await shutDown(app, line)).toContain("whole");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(told(app).slice(1)).toEqual(["answered", "pool released", "report clean 0 pool: done", "exit 0"]);
  },
);

test.each(["exits", "importedExit", "exitsLater", "reRaises", "reRaisesLate"])(
  "what %s in the middle of the drain waits, and our exit code stands",
  async (act) => {
    const app = await run({ IN_THE_DRAIN: act });
    expect(await shutDown(app, /waits until the shutdown is over: called at/)).toContain("whole");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(told(app)).toEqual(["answered", "pool released", "report clean 0 pool: done", "exit 0"]);
    expect(app.output).not.toContain("did not end by itself");
  },
);

test.each([{ ACTS: "reRaisesToGroup:once" }, { IN_THE_DRAIN: "reRaisesToGroup" }])(
  "a signal to the own process group, by %o, reaches the others of the group and is no second one",
  async (env) => {
    const app = await start("other-listeners.mjs", { env, detached: true });
    expect(await shutDown(app, /waits? until the (drain|shutdown) is over: (called|re)/)).toContain("whole");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(logged(app, "process.kill(")).toHaveLength(2);
  },
);

test("with `holdExit: false` process.exit ends it in the middle, as Node does", async () => {
  const app = await run({ IN_THE_DRAIN: "exits", PLAN: JSON.stringify({ holdExit: false }) });
  const client = await inFlight(app);
  app.kill("SIGTERM");
  expect((await client.closed()).received).toBe("");
  expect(await app.ended).toEqual({ code: 1, signal: null });
  expect(app.output).toContain("The process ends in the middle of its shutdown");
});

test("with `holdExit: false` a signal that the process sends itself is the second one", async () => {
  const app = await run({ IN_THE_DRAIN: "reRaisesLate", PLAN: JSON.stringify({ holdExit: false }) });
  const client = await inFlight(app);
  app.kill("SIGTERM");
  expect((await client.closed()).received).toBe("");
  expect(await app.ended).toEqual({ code: 143, signal: null });
});

test("a third signal ends the process at once, although a listener waits", async () => {
  const app = await run({ ACTS: "hook", IN_THE_DRAIN: "exits" });
  await inFlight(app);
  app.kill("SIGTERM");
  await app.line(/process.exit\(0\) waits/);
  await untilAnotherSignal();
  app.kill("SIGTERM");
  await app.line(/SIGTERM again/);
  await untilAnotherSignal();
  app.kill("SIGTERM");
  expect(await app.ended).toEqual({ code: 143, signal: null });
  expect(app.lines).not.toContain("hook is over");
});

test.each([{ signals: false }, { exit: false }])("with %o others are left alone", async (plan) => {
  const app = await run({ ACTS: "exits", PLAN: JSON.stringify(plan) });
  const client = await inFlight(app);
  app.kill("SIGTERM");
  expect((await client.closed()).received).toBe("");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(logged(app, "other listener")).toEqual([]);
  expect(told(app)).toEqual(["exits runs", "exit 0"]);
});

describe("nothing of it remains after the shutdown:", () => {
  const putBack = (env: NodeJS.ProcessEnv) => start("put-back.mjs", { env });

  test.each([{}, { HELD: "1" }])("%o", async (env) => {
    const app = await putBack(env);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.filter((line) => /^(draining|closed)/.test(line))).toEqual([
      "draining: exit false false, kill false, descriptors true, listeners 0, newListener 1",
      // The listener of `once` was called, and is gone.
      "closed: exit true true, kill true, descriptors true, listeners 1, newListener 0",
    ]);
  });

  test.each([{ holdExit: false, otherSignalListeners: "now" }, { exit: false }, { signals: false }])(
    "and nothing is done with %o",
    async (plan) => {
      const app = await putBack({ PLAN: JSON.stringify(plan) });
      app.kill("SIGTERM");
      await app.ended;
      for (const line of app.lines.filter((one) => /^(draining|closed)/.test(one))) {
        expect(line).toContain("exit true true, kill true, descriptors true");
      }
    },
  );
});

test.each([{}, { TWO_COPIES: "1" }])("with two lifecycles it waits for the last of them, %o", async (env) => {
  const app = await start("two-and-others.mjs", { env });
  const client = await inFlight(app);
  app.kill("SIGTERM");
  await app.line(/^idle closed/);
  app.kill("SIGUSR2");
  expect((await client.closed()).received).toContain("answered");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(told(app)).toEqual([
    "idle released",
    "idle closed: idle",
    "busy released",
    "exits runs",
    "busy closed: busy, SIGTERM listener exits",
    "exit 0",
  ]);
});
