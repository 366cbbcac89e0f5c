import { describe, expect, test } from "vitest";
import { endForkedAfterEach } from "./forked.js";
import { inFlight, start, untilAnotherSignal } from "./started.js";

endForkedAfterEach();

/** What it printed from the first moment of its shutdown, without what it says of the plan. */
const story = (lines: readonly string[]) =>
  lines
    .slice(lines.findIndex((line) => /: draining/.test(line)) + 1)
    .filter((line) => !/^Cut|\] Cut/.test(line));

const ALL = ["queue released", "postgres released", "log released"];

describe("where the application calls process.exit() during a shutdown, every release is started nevertheless:", () => {
  test.each(["onDrain", "listener", "logger", "webSockets", "timer"])("in %s", async (place) => {
    const app = await start("exits-in-the-middle.mjs", { env: { EXITS: place, CODE: "3" } });
    await inFlight(app);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 3, signal: null });
    expect(story(app.lines).filter((line) => / released/.test(line))).toEqual(ALL);
    expect(app.output).toMatch(
      /in the middle of its shutdown, with exit code 3. Not done: 1 request in flight; releases queue, postgres, log/,
    );
  });

  test("in a release, and those that come after it are started too, each once", async () => {
    const app = await start("exits-in-the-middle.mjs", { env: { EXITS: "release", CODE: "3" } });
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 3, signal: null });
    expect(story(app.lines)).toEqual([
      "queue released",
      "exit 3",
      "[graceful] The process ends in the middle of its shutdown, with exit code 3. " +
        "Not done: releases queue, postgres, log",
      "postgres released",
      "log released",
    ]);
  });

  test("with 0 for an exit code, which would say that all went well: it is 1", async () => {
    const app = await start("exits-in-the-middle.mjs", { env: { EXITS: "release", CODE: "0" } });
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.output).toContain("with exit code 1");
  });
});

test("a third signal ends the process at once, and begins nothing", async () => {
  const app = await start("exits-in-the-middle.mjs", { env: { EXITS: "", CODE: "0" } });
  await inFlight(app);
  app.kill("SIGTERM");
  await app.line(/: draining/);
  expect(app.output).not.toContain("released");
  await untilAnotherSignal();
  app.kill("SIGTERM");
  expect(await app.ended).toEqual({ code: 143, signal: null });
  expect(story(app.lines).filter((line) => / released/.test(line))).toEqual(ALL);
  expect(app.output).not.toContain("in the middle");
});
