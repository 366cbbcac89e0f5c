import { describe, expect, test } from "vitest";
import { endForkedAfterEach, forkFixture } from "./forked.js";
import { inFlight, start, startPipedTo, untilAnotherSignal } from "./started.js";

endForkedAfterEach();

describe("the exit code", () => {
  test("is 1 where a request was cut", async () => {
    const app = await start("hangs.mjs", { env: { BUDGET_MS: "30000", RELEASE_MS: "29500" } });
    const client = await inFlight(app);
    app.kill("SIGTERM");
    expect((await client.closed()).received).toBe("");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.output).toMatch(/Closed in .*, cut: 0 requests answered, 1 cut, 1 release done. Exit code 1/);
  });

  test("is 1 if a release failed, and the next one still ran", async () => {
    const app = await start("release-fails.mjs");
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.output).toContain("postgres released");
    expect(app.output).toMatch(/The release "queue" failed after .*: broker gone/);
    expect(app.output).toMatch(/failed: .*1 release done, 1 release failed. Exit code 1/);
  });

  test("is 1 where a release hung until the budget was over", async () => {
    const app = await start("hangs.mjs", { env: { BUDGET_MS: "1000", HUNG_RELEASE: "1" } });
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.output).toMatch(/The release "postgres" failed after .*: \[TIMED_OUT\]/);
  });

  test("that the application set is kept where nothing went wrong", async () => {
    const app = await start("answers-after-the-signal.mjs", { env: { OWN_EXIT_CODE: "7" } });
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 7, signal: null });
    expect(app.output).toMatch(/Closed in .*, clean: .* Exit code 7\n/);
  });

  test("that the application asks for by process.exit in a shutdown that it began itself is kept", async () => {
    const app = forkFixture("gives-up.mjs");
    expect(await app.ended).toEqual({ code: 7, signal: null });
    expect(app.lines).toContain("released");
    expect(app.output).toMatch(/Closed in .*, clean: 1 release done. Exit code 7/);
  });

  test("that a call of process.exit asks for after a signal is not kept", async () => {
    const app = forkFixture("gives-up.mjs", { env: { AT: "SIGTERM" } });
    await app.line(/^ready/);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.output).toMatch(/process\.exit\(7\) waits .*\n(?:.*\n)*.*Closed in .* Exit code 0/);
  });
});

describe("the process", () => {
  test("is ended where something holds it, which the log names", async () => {
    const app = await start("interval-left.mjs");
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.output).toMatch(
      /Closed in .*\n(?:.*\n)*?.*The process did not end by itself: 1 timer held it for \d+ ms\. It is ended now/,
    );
    expect(app.output).toContain("exit 0");
  });

  test("that is about to end does so, whatever comes again of the signal that it has taken", async () => {
    const app = await start("interval-left.mjs", { env: { AGAIN: "SIGINT,SIGTERM" } });
    app.kill("SIGINT");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines).toContain("again: SIGINT,SIGTERM");
  });

  test("that waits for a reader of its output ends at once at another signal", async () => {
    const env = { LINES: "64", WIDTH: "65536", HELD: "1" };
    const untilGone = "while kill -0 $pid 2>&-; do sleep 0.1; done";
    const reader = `{ read -r _ pid; echo "pid $pid"; head -n 1; ${untilGone}; }`;
    const app = await startPipedTo(reader, "logs-in-the-last-release.mjs", env);
    app.kill("SIGTERM");
    await app.line(/^closed/);
    await untilAnotherSignal();
    app.kill("SIGTERM");
    await app.ended;
    expect(app.lines.at(-1)).toBe("code 143");
  });

  test("answers what is in flight although its output has no reader any more", async () => {
    // What Ctrl+C does to `node server.js | tee log`: the reader is gone at once.
    const reader = 'while read -r line; do echo "$line"; [ "$line" = "in flight" ] && exit; done';
    const app = await startPipedTo(reader, "answers-after-the-signal.mjs");
    const client = await inFlight(app);
    app.kill("SIGINT");
    expect((await client.closed()).received).toContain("answered");
    await app.ended;
    expect(app.lines.at(-1)).toBe("code 0");
  });

  test.each([
    ["4 MB in few lines", { LINES: "64", WIDTH: "65536" }],
    ["20,000 lines", { LINES: "20000", WIDTH: "80" }],
    ["4 MB, although something holds it", { LINES: "64", WIDTH: "65536", HELD: "1" }],
  ])("loses nothing of what its last release wrote to a slow reader: %s", async (_, env) => {
    const app = await startPipedTo("{ head -n 2; sleep 1; cat; }", "logs-in-the-last-release.mjs", env);
    app.kill("SIGTERM");
    await app.ended;
    const lines = app.lines.filter((line) => line.startsWith("x"));
    expect(lines).toHaveLength(Number(env.LINES));
    expect(lines.every((line) => line.length === Number(env.WIDTH) - 1)).toBe(true);
    expect(app.lines).toContain("code 0");
  });

  test("is left alone with `exit: false`, and its signals are its own again", async () => {
    const app = await start("exit-false.mjs", { channel: true });
    app.kill("SIGTERM");
    await app.line(/^still here, report 0, exit code undefined, listeners 0,0,0/);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: null, signal: "SIGTERM" });
  });
});

test("`exit` listeners get the code with which the process ends, also if it had to be ended", async () => {
  const app = await start("one-of-two.mjs", { env: { EXIT_CODE: "7", HELD: "1" } });
  app.kill("SIGTERM");
  expect(await app.ended).toEqual({ code: 7, signal: null });
  expect(app.output).toMatch(/Exit code 7\n/);
  expect(app.lines.at(-1)).toBe("exit 7");
});

test("a signal that no lifecycle takes any more is Node's again: it ends the process", async () => {
  const app = await start("one-of-two.mjs", { env: { TWO: "1" } });
  app.kill("SIGTERM");
  await app.line(/Closed in/);
  await untilAnotherSignal();
  app.kill("SIGTERM");
  expect(await app.ended).toEqual({ code: null, signal: "SIGTERM" });
});

test("an application that ends itself at a crash does so in the middle of a shutdown too", async () => {
  const app = await start("exits-on-crash.mjs");
  await inFlight(app);
  app.kill("SIGTERM");
  expect(await app.ended).toEqual({ code: 1, signal: null });
  expect(app.lines).toContain("fatal boom");
  expect(app.output).toContain("The process ends in the middle of its shutdown");
});
