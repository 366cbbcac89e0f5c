import { describe, expect, test } from "vitest";
import { endForkedAfterEach, forkFixture } from "./forked.js";
import { inFlight, start, startAsPid1, untilAnotherSignal } from "./started.js";

endForkedAfterEach();

/** Milliseconds. Nothing may end because its time is up. */
const LONG = { BUDGET_MS: "60000", RELEASE_MS: "50000" };

describe("a signal", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s: the request in flight is answered, the release runs, and the process ends by itself with 0",
    async (signal) => {
      const app = await start("answers-after-the-signal.mjs");
      const client = await inFlight(app);
      app.kill(signal);
      const { received, by } = await client.closed();
      expect(received).toMatch(/^HTTP\/1.1 200 OK\r\n.*Connection: close\r\n.*answered/s);
      expect(by).toBe("fin");
      expect(await app.ended).toEqual({ code: 0, signal: null });
      expect(app.lines.slice(3)).toEqual([
        expect.stringContaining(`${signal}: draining 1 connection with 1 request in flight`),
        "released",
        expect.stringMatching(/Closed in .*, clean: 1 request answered, 1 release done. Exit code 0$/),
        "exit 0",
      ]);
    },
  );

  test("that comes again within 250 ms is the same one", async () => {
    const app = await start("answers-after-the-signal.mjs");
    const client = await inFlight(app);
    // Both are there when it goes on, however long it takes to send them.
    for (const signal of ["SIGSTOP", "SIGINT", "SIGTERM", "SIGCONT"] as const) app.kill(signal);
    expect((await client.closed()).received).toContain("answered");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.output.match(/: draining|again/g)).toEqual([": draining"]);
  });

  test.each([
    ["SIGTERM", 143, "SIGTERM again"],
    ["SIGINT", 130, "SIGINT after SIGTERM"],
  ] as const)(
    "that comes a second time, as %s, cuts everything now and makes it %i",
    async (signal, code, said) => {
      const app = await start("hangs.mjs", { env: LONG });
      const client = await inFlight(app);
      app.kill("SIGTERM");
      await app.line(/SIGTERM: draining/);
      await untilAnotherSignal();
      app.kill(signal);
      expect((await client.closed()).received).toBe("");
      expect(await app.ended).toEqual({ code, signal: null });
      expect(app.output).toContain(`${said}: everything that is left is cut`);
      expect(app.output).toMatch(/Cut: GET \/ .*not answered yet/);
      expect(app.output).toMatch(new RegExp(`releasing\n.*Exit code ${code}`));
    },
  );

  test.each([
    ["SIGTERM", "clean", 0],
    ["SIGUSR2", "failed", 1],
  ] as const)(
    "shuts down although all listeners were removed, as a crash does; both removals are logged: %s",
    async (signal, outcome, code) => {
      const app = await start("listeners-removed.mjs");
      const client = await inFlight(app);
      app.kill(signal);
      expect((await client.closed()).received).toContain("answered");
      expect(await app.ended).toEqual({ code, signal: null });
      const AT = "called at .*listeners-removed\\.mjs:10:\\d+";
      for (const event of ["SIGTERM", "uncaughtException"]) {
        const line = `The listener of ${event} was removed, and is added again: ${AT}`;
        expect(app.output).toMatch(new RegExp(line));
      }
      expect(app.output).toContain(`, ${outcome}: 1 request answered`);
    },
  );

  test("that comes a third time ends the process at once", async () => {
    const app = await start("hangs.mjs", { env: { ...LONG, HUNG_RELEASE: "1" } });
    await inFlight(app);
    app.kill("SIGTERM");
    await app.line(/SIGTERM: draining/);
    await untilAnotherSignal();
    app.kill("SIGTERM");
    await app.line(/releasing/);
    await untilAnotherSignal();
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 143, signal: null });
    expect(app.output).not.toContain("Closed in");
  });

  test("that comes a second time during a release leaves it the time that was kept back for it", async () => {
    const app = await start("slow-release.mjs");
    app.kill("SIGTERM");
    await app.line(/^releasing/);
    await untilAnotherSignal();
    app.kill("SIGTERM");
    await app.line(/again/);
    app.kill("SIGUSR2");
    expect(await app.ended).toEqual({ code: 143, signal: null });
    expect(app.output).toMatch(/releasing\n.*again.*\nreleased\n/);
  });
});

describe("a signal that comes early", () => {
  test("ends a process that is still starting and does not listen yet", async () => {
    const app = await start("still-starting.mjs", { env: { START_MS: "60000" } });
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.output).toMatch(/SIGTERM: draining 0 connections.*phase closed/s);
    expect(app.output).toMatch(
      /Closed in .*\n(?:.*\n)*?.*The process did not end by itself: 1 timer held it for \d+ ms\. It is ended now/,
    );
  });

  test("always has a listener, from the first lifecycle to the end of the process, so it never kills", async () => {
    const app = await start("always-heard.mjs");
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.filter((line) => !line.startsWith("["))).toEqual([
      expect.stringMatching(/^port/),
      "listeners 1",
      "exit 0, listeners 1",
    ]);
  });

  test("ends it too where it listens a moment later", async () => {
    const app = await start("still-starting.mjs", { env: { START_MS: "200" } });
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.output).toContain("listening");
  });

  test.each([
    ["while the first one shuts down", { DURING: "1" }],
    ["when the process is about to end", {}],
  ])("ends also an app that start-up goes on to make %s", async (_, env) => {
    const app = await start("second-app-after-the-signal.mjs", { env });
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.output).toMatch(/second ended: SIGTERM/);
  });
});

describe("a signal to PID 1, as in a container,", () => {
  test("ends it like any other process", async () => {
    const app = await startAsPid1("answers-after-the-signal.mjs");
    const client = await inFlight(app);
    app.kill("SIGTERM");
    expect((await client.closed()).received).toContain("answered");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.at(-1)).toBe("exit 0");
  });

  test("ends it the second and the third time as well", async () => {
    const app = await startAsPid1("hangs.mjs", { ...LONG, HUNG_RELEASE: "1" });
    await inFlight(app);
    app.kill("SIGTERM");
    await app.line(/SIGTERM: draining/);
    await untilAnotherSignal();
    app.kill("SIGTERM");
    await app.line(/^releasing/);
    await untilAnotherSignal();
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 143, signal: null });
  });
});

describe("the message `shutdown` of a process manager", () => {
  test("begins the shutdown like a signal, and no other message does", async () => {
    const app = await start("answers-after-the-signal.mjs", { channel: true });
    const client = await inFlight(app);
    app.send("shutdown later");
    app.send("shutdown");
    expect((await client.closed()).received).toContain("answered");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.output.match(/: draining/g)).toHaveLength(1);
    expect(app.output).toContain("message: draining");
  });
});

describe("with `signals: false`", () => {
  test("no listener is added: a signal ends the process like any other", async () => {
    const app = await start("signals-false.mjs", { channel: true });
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: null, signal: "SIGTERM" });
    expect(app.lines).toHaveLength(1);
  });

  test("the application may begin the shutdown itself", async () => {
    const app = await start("signals-false.mjs", { env: { OWN_SIGNAL: "SIGUSR2" } });
    app.kill("SIGUSR2");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.output).toContain("own SIGUSR2: draining");
  });
});

describe("two lifecycles in one process", () => {
  test.each([
    ["of one copy of the package", {}, "ALREADY_GRACEFUL true true"],
    ["of two copies, ESM and CJS,", { TWO_COPIES: "1" }, "ALREADY_GRACEFUL true false"],
  ])("%s end at one signal, and the process when both are done", async (_, env, refused) => {
    const app = await start("two-lifecycles.mjs", { env });
    expect(app.lines).toContain(refused);
    const client = await inFlight(app);
    app.kill("SIGTERM");
    await app.line(/^idle closed/);
    expect(client.received).toBe("");
    app.kill("SIGUSR2");
    expect((await client.closed()).received).toContain("answered");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.filter((line) => /released|closed|exit/.test(line))).toEqual([
      "idle released",
      "idle closed",
      "busy released",
      "exit 0",
    ]);
  });

  test.each([
    ["HTTP/1", "one copy", {}],
    ["HTTP/1", "two copies", { TWO_COPIES: "1" }],
    ["HTTP/2", "one copy", { HTTP2: "1" }],
    ["HTTP/2", "two copies", { HTTP2: "1", TWO_COPIES: "1" }],
  ])("drain one server of %s together, by %s of the package", async (_protocol, _copies, env) => {
    // Two gates of one event once replaced each other until there was no memory left.
    const nodeArgs = ["--max-old-space-size=64"];
    const app = forkFixture("one-server-two-drains.mjs", { env, nodeArgs });
    expect(await app.ended).toEqual({ code: 0, signal: null });
    const copies = "TWO_COPIES" in env ? ["same function false"] : [];
    expect(app.lines).toEqual([...copies, "answered", "drained 1", "drained 1"]);
  });

  test("of which one wants no exit and serves on: the other's exit is not held by it", async () => {
    const app = await start("serves-on.mjs");
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.filter((line) => /^(app|exit)/.test(line))).toEqual(["app closed", "exit 0"]);
  });

  test("that listen to different signals each take their own first one for the first", async () => {
    const app = await start("signals-apart.mjs");
    const client = await inFlight(app);
    app.kill("SIGTERM");
    await app.line(/SIGTERM closed/);
    await untilAnotherSignal();
    app.kill("SIGUSR2");
    await app.line(/SIGUSR2 draining/);
    expect(client.received).toBe("");
    await untilAnotherSignal();
    app.kill("SIGUSR2");
    await app.line(/SIGUSR2 closed/);
    expect(await app.ended).toEqual({ code: 128 + 12, signal: null });
  });
});
