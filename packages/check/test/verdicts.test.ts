import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { assertPassed, type CheckOptions, type CheckReport, check } from "../src/index.js";
import { fixture } from "./command.js";

const LONG_MS = 120_000;
const judge = (name: string, options: CheckOptions) =>
  check([process.execPath, fixture(name)], { runs: 1, ...options });
const outcomes = ({ checks }: CheckReport) =>
  Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));

test(
  "bare node:http with graceful() passes every check that is measured",
  async () => {
    const report = await judge("graceful.mjs", { ready: "/readyz", live: "/livez", slow: "GET:/slow" });
    assertPassed(report);
    expect(report.checks.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(report.checks.filter(({ outcome }) => outcome === "passed").length).toBeGreaterThan(17);
  },
  LONG_MS,
);

test(
  "server.close() alone says no `Connection: close`, and waits for a connection that was never used",
  async () => {
    const report = await judge("naive.mjs", {
      only: ["in-flight", "told-to-close", "unused-connection"],
      budgetMs: 4_000,
    });
    expect(outcomes(report)).toMatchObject({ "in-flight": "passed", "told-to-close": "failed" });
    expect(report.checks.find(({ id }) => id === "told-to-close")?.failures[0]?.seen[0]).toMatch(
      /^a client that would go on: connected at -[\d.]+ ms; sent 81 B "GET \/ HTTP\/1\.1.*" at -[\d.]+ ms; sent 1 B "\\n" at \+[\d.]+ ms; received .*\(its answer said: keep-alive\)$/,
    );
    expect(report.exitCode).toBe(1);
  },
  LONG_MS,
);

test(
  "process.exit() in the signal handler loses what is in flight, and is named as the cause",
  async () => {
    const report = await judge("exits-at-once.mjs", { only: ["in-flight", "head-half", "exit-code"] });
    expect(outcomes(report)).toEqual({ "in-flight": "failed", "head-half": "failed", "exit-code": "passed" });
    expect(report.checks[0]?.failures[0]?.cause).toBe(
      "the process is gone at once: the handler of the signal ends it, or destroys every connection, " +
        "whatever is under way",
    );
    expect(() => assertPassed(report)).toThrow(/2 of 3 checks failed\nin-flight: A request in flight/);
  },
  LONG_MS,
);

test(
  "the exit is not the cause if a server cuts its WebSockets and goes on",
  async () => {
    const cut = "nothing closes the WebSockets: they are cut, or hold the process until the end";
    const causeOf = async (options: CheckOptions) => {
      const { checks } = await judge("cuts-web-sockets.mjs", { ws: "/socket", ...options });
      const { outcome, failures } = checks.find(({ id }) => id === "websocket-1001") ?? {};
      return [outcome, failures?.[0]?.cause];
    };
    // Nothing holds it in the run with the WebSocket, but a request does in another one.
    expect(await causeOf({ only: ["in-flight", "websocket-1001"] })).toEqual(["failed", cut]);
    expect(await causeOf({ only: ["websocket-1001"], env: { FAILS: "1" } })).toEqual(["failed", cut]);
  },
  LONG_MS,
);

test(
  "a server that hangs in one run and ends in another is not said to hold itself open always",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "graceful-check-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { checks } = await judge("hangs-every-other-time.mjs", {
      only: ["ends-soon"],
      runs: 2,
      budgetMs: 1_000,
      env: { STARTS: join(folder, "starts") },
    });
    expect(checks.map(({ runs, failures }) => [runs.failed, failures[0]?.cause])).toEqual([
      [1, "in another run it ends: the signal may have come while a part of it was still starting"],
    ]);
  },
  LONG_MS,
);

test(
  "a WebSocket or a session that is closed with a code that says something else gets that code as its cause",
  async () => {
    const webSocket = { only: ["websocket-1001"], ws: "/socket", env: { CODE: "1000" } };
    expect((await judge("cuts-web-sockets.mjs", webSocket)).checks[0]?.failures[0]?.cause).toBe(
      "they are closed, with a code that does not say that the server goes away: a client may not come back",
    );
    const session = await judge("says-error.mjs", { only: ["h2-goaway"], http2: "h2c" });
    expect(session.checks[0]?.failures[0]?.cause).toBe(
      "its GOAWAY says that there was an error, and clients take it for one",
    );
  },
  LONG_MS,
);

test(
  "a server that ends after a time, whatever is under way, is not said to take its clients for idle",
  async () => {
    const { checks } = await judge("exits-at-once.mjs", { only: ["in-flight"], env: { AFTER: "1000" } });
    expect(checks[0]?.failures[0]?.cause).toMatch(
      /^the process is gone after [\d.]+ m?s, .*, with requests under way: it waits for a time, and not for them$/,
    );
  },
  LONG_MS,
);

test(
  "an answer with a number that gets longer, or shorter, was not ended early",
  async () => {
    const only = ["in-flight", "idle-last-request", "keep-alive-load"];
    const passed = { "in-flight": "passed", "idle-last-request": "passed", "keep-alive-load": "passed" };
    expect(outcomes(await judge("counts.mjs", { only }))).toEqual(passed);
    // In the preflight it has two digits, and one when the signal comes.
    expect(outcomes(await judge("counts.mjs", { only, env: { COUNTDOWN: "25" } }))).toEqual(passed);
  },
  LONG_MS,
);

test(
  "a server whose time for a request ends while it is held open is not said to have lost it",
  async () => {
    const report = await judge("hurries.mjs", { only: ["in-flight", "head-half", "pipelined", "exit-code"] });
    expect(outcomes(report)).toEqual({
      "in-flight": "not-measured",
      "head-half": "not-measured",
      pipelined: "not-measured",
      "exit-code": "passed",
    });
    expect(report.checks[0]?.reason).toMatch(
      /^the server ends a request that is not complete after 1\.\d s, signal or not$/,
    );
  },
  LONG_MS,
);

test(
  "an upload that is answered at the signal, before its last byte, was not read to its end",
  async () => {
    const report = await judge("ends-open-answers.mjs", { only: ["in-flight", "upload"] });
    expect(outcomes(report)).toEqual({ "in-flight": "failed", upload: "failed" });
    expect(report.checks[1]?.failures[0]?.cause).toBe(
      "it was answered as if all of it had been read: the signal ends every answer that is open",
    );
  },
  LONG_MS,
);

test(
  "a slow answer that is ended early fails, also where it looks whole",
  async () => {
    const { checks } = await judge("ends-answers-early.mjs", { only: ["slow"], slow: "GET:/slow" });
    expect(checks.map(({ outcome, failures }) => [outcome, failures[0]?.cause])).toEqual([
      ["failed", "the answer was ended in the middle, and looks whole"],
    ]);
  },
  LONG_MS,
);

test(
  "output is not called lost because there is much of it, or because the program ends it without a line break",
  async () => {
    const outcomeWith = async (env: Record<string, string>) =>
      (await judge("logs.mjs", { only: ["output-whole"], env })).checks[0]?.outcome;
    expect(await outcomeWith({ BULK: "60000" })).toBe("passed");
    expect(await outcomeWith({ BYE: "bye" })).toBe("passed");
    expect(await outcomeWith({ BYE: "x".repeat(5_000) })).toBe("failed");
    expect(await outcomeWith({ BUFFER: "8192" })).toBe("failed");
  },
  LONG_MS,
);

test(
  "a process that another signal ended has no exit code",
  async () => {
    const { checks } = await judge("aborts.mjs", { only: ["exit-code"] });
    expect(checks[0]?.failures[0]?.cause).toBe(
      "the process was ended by SIGABRT: it crashed, or something killed it",
    );
  },
  LONG_MS,
);

test(
  "a handler that raises the signal again when it is done is distinguished from no handler",
  async () => {
    const causeOf = async (name: string, only: string[]) => {
      const { checks } = await judge(name, { only });
      return checks.find(({ id }) => id === "exit-code")?.failures[0]?.cause;
    };
    const both = ["head-half", "exit-code"];
    expect(await causeOf("raises-again.mjs", both)).toBe(
      "SIGTERM is handled, and its handler raises it again when it is done: " +
        "the process ends by the signal, and not with exit code 0",
    );
    expect(await causeOf("deaf.mjs", both)).toBe("nothing handles SIGTERM: it ended the process at once");
    // With nothing open both look alike.
    expect(await causeOf("raises-again.mjs", ["exit-code"])).toBe(
      "SIGTERM ended the process at once: nothing handles it, or a handler that raises it again",
    );
  },
  LONG_MS,
);

test(
  "a signal that other runs handle is reported as arrived before its handler",
  async () => {
    const { checks } = await judge("handles-late.mjs", { only: ["upload", "exit-code"] });
    expect(checks.map(({ id, outcome, failures }) => [id, outcome, failures[0]?.cause])).toEqual([
      ["upload", "passed", undefined],
      [
        "exit-code",
        "failed",
        "SIGTERM ended the process at once, and in other runs it is handled: " +
          "the server accepts connections before its handler is there",
      ],
    ]);
  },
  LONG_MS,
);

test(
  "a server that refuses new connections in its declared lame duck fails",
  async () => {
    const { checks } = await judge("graceful.mjs", {
      only: ["new-connections"],
      lameDuckMs: 8_000,
    });
    expect(checks[0]?.failures[0]?.seen[0]).toMatch(/^newcomer \d+: refused at \+[\d.]+ ms$/);
    expect(checks[0]?.failures[0]?.cause).toBe(
      "it stops accepting at once: the lame duck, in which it still should, is 8 s",
    );
  },
  LONG_MS,
);

test(
  "a client that is reset in the queue of a listener gets the end of the process as its cause",
  async () => {
    const { checks } = await judge("deaf.mjs", { only: ["new-connections"] });
    expect(checks[0]?.failures[0]?.cause).toBe("nothing handles SIGTERM: it ended the process at once");
  },
  LONG_MS,
);

test(
  "a run that is aborted rejects with the reason of its signal",
  async () => {
    const abort = new AbortController();
    const running = judge("graceful.mjs", {
      only: ["ends-in-budget"],
      abort: abort.signal,
      onProgress: ({ kind }) => kind === "signalled" && abort.abort(new Error("enough")),
    });
    await expect(running).rejects.toThrow("enough");
  },
  LONG_MS,
);
