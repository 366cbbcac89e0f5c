import { describe, expect, test } from "vitest";
import type { Program } from "../../../test-kit/program.mjs";
import { endForkedAfterEach, fixture, forkFixture, run } from "./forked.js";
import { connect } from "./wire.js";

endForkedAfterEach();

async function portOf(app: Program): Promise<number> {
  const [, port] = await app.line(/listening on (\d+)/);
  return Number(port);
}

/** The app, and a request in flight on it that is answered in the drain. */
async function withRequestInFlight(...args: Parameters<typeof forkFixture>) {
  const app = forkFixture(...args);
  const port = await portOf(app);
  const client = (await connect(port)).get("/when-draining");
  await app.line(/received \/when-draining/);
  const crash = async (path: string) => (await connect(port)).get(path);
  return { app, client, crash, port };
}

const told = (app: Program, ...patterns: RegExp[]) =>
  app.lines.flatMap((line) => patterns.find((pattern) => pattern.test(line))?.exec(line)?.[0] ?? []);

describe("with crash: drain", () => {
  test.each([
    ["an uncaught exception", "/throw", "uncaughtException", "Uncaught exception: Error: thrown on request"],
    ["an unhandled rejection", "/reject", "unhandledRejection", "Unhandled rejection: Error: rejected 0"],
  ])("%s drains, is logged with its stack, and ends the process with 1", async (_, path, reason, title) => {
    const { app, client, crash } = await withRequestInFlight("crash.mjs", {
      args: ['{ "crash": "drain", "drainMs": 2000 }'],
    });
    await crash(path);
    expect((await client.closed()).received).toContain("whole");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    const log = app.lines.indexOf(`[graceful] ${title}`);
    expect(app.lines[log + 1]).toMatch(/^ {4}at .*crash\.mjs:\d+/);
    // The request that crashed is never answered: it is what the deadline cuts.
    expect(told(app, /^released/, /^report .*/)).toEqual(["released", `report ${reason} cut`]);
  });

  test("rejections of one turn are one crash: the requests in flight are not cut by them", async () => {
    const { app, client, crash } = await withRequestInFlight("crash.mjs");
    await (await crash("/reject?n=5")).close();
    expect((await client.closed()).received).toContain("whole");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(told(app, /Unhandled rejection: .*/, /again/)).toHaveLength(5);
    expect(told(app, /^report .*/)).toEqual(["report unhandledRejection failed"]);
  });

  test("a second crash cuts what is left, and the releases still run", async () => {
    const app = forkFixture("crash.mjs");
    const port = await portOf(app);
    const hanging = (await connect(port)).get("/hangs");
    // Half a request holds its connection through the idle grace, which may be over by then.
    const second = (await connect(port)).write("GET /reject HTTP/1.1\r\n");
    await app.line(/received \/hangs/);
    (await connect(port)).get("/throw");
    await app.line(/Uncaught exception/);
    second.write("Host: localhost\r\n\r\n");
    await hanging.closed();
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(told(app, /Unhandled rejection, the second crash: .*/, /^released/, /^report .*/)).toEqual([
      "Unhandled rejection, the second crash: everything that is left is cut",
      "released",
      "report uncaughtException cut",
    ]);
  });

  test("a crash during a shutdown lets it go on, and makes it a failed one", async () => {
    const { app, client, port } = await withRequestInFlight("crash.mjs");
    const crashing = (await connect(port)).write("GET /throw HTTP/1.1\r\n");
    app.kill("SIGTERM");
    await app.line(/SIGTERM: draining/);
    crashing.write("Host: localhost\r\n\r\n");
    await app.line(/Uncaught exception/);
    crashing.close();
    expect((await client.closed()).received).toContain("whole");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(told(app, /^released/, /^report .*/)).toEqual(["released", "report SIGTERM failed"]);
  });

  test("a crash ends every lifecycle of the process, also that of another copy of the package", async () => {
    const app = forkFixture("crash-two-copies.mjs");
    (await connect(await portOf(app))).get("/");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(told(app, /^.*rejection.*/i, /^... released/)).toEqual([
      "esm: Unhandled rejection: Error: of the other copy",
      "esm released",
      "cjs released",
    ]);
  });

  test("a crash before anything listens ends the process with 1, released", async () => {
    const app = forkFixture("crash-at-start.mjs");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(told(app, /Un.*Error: .*/, /^released/)).toEqual([
      "Unhandled rejection: Error: while the module loads",
      "released",
    ]);
  });

  test("what is thrown may be no error, and may not be printable", async () => {
    const app = forkFixture("crash-odd.mjs");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(told(app, /Uncaught exception: .*/)).toHaveLength(1);
  });

  test("an interval that always throws does not hold releases and exit, and does not fill the log", async () => {
    const app = forkFixture("crash-without-end.mjs", { args: ["interval"] });
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(told(app, /^released/)).toEqual(["released"]);
    expect(told(app, /Uncaught exception: /)).toHaveLength(10);
  });

  test("a process that throws without ever returning to the event loop still ends", async () => {
    const app = forkFixture("crash-without-end.mjs", { args: ["ticks"] });
    expect(await app.ended).toEqual({ code: 1, signal: null });
  });

  test("a process that stays keeps no listener, and its exit code is left alone", async () => {
    const app = forkFixture("crash-exit-false.mjs");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines).toEqual(["while it lives: 1", "afterwards: 0, report 1", "exit code undefined"]);
  });

  test("also as PID 1 of a container", async () => {
    const app = run("unshare", ["--pid", "--fork", "--kill-child", process.execPath, fixture("crash.mjs")]);
    const client = (await connect(await portOf(app))).get("/throw");
    await app.line(/Uncaught exception/);
    client.close();
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(told(app, /^released/, /^report .*/)).toEqual(["released", "report uncaughtException failed"]);
  });
});

describe("what would not have ended the process drains nothing", () => {
  const warning = ["--unhandled-rejections=warn"];
  const ownListener = ["--import", "data:text/javascript,process.on('unhandledRejection',console.log)"];

  test.each([
    ["a rejection that an option of Node lets pass", warning],
    ["a rejection that the application listens to itself", ownListener],
  ])("%s", async (_, nodeArgs) => {
    const { app, client, crash } = await withRequestInFlight("crash.mjs", { nodeArgs });
    const crashing = await crash("/reject");
    await app.line(/rejected 0/);
    expect(told(app, /: draining/)).toEqual([]);
    crashing.close();
    app.kill("SIGTERM");
    expect((await client.closed()).received).toContain("whole");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(told(app, /^report .*/)).toEqual(["report SIGTERM clean"]);
  });

  test("under --unhandled-rejections=strict a rejection is an exception, and drains", async () => {
    const app = forkFixture("crash.mjs", { nodeArgs: ["--unhandled-rejections=strict"] });
    (await connect(await portOf(app))).get("/reject").end();
    expect((await app.ended).code).toBe(1);
    expect(told(app, /^report .*/)[0]).toMatch(/unhandledRejection/);
  });
});

test("without crash: drain a crash ends the process as Node does, and the request in flight with it", async () => {
  const { app, client, crash } = await withRequestInFlight("crash.mjs", { args: ["{}"] });
  await crash("/throw");
  expect(await app.ended).toEqual({ code: 1, signal: null });
  expect((await client.closed()).received).toBe("");
  expect(told(app, /released/, /^report/)).toEqual([]);
});
