import { expect, test } from "vitest";
import type { Program } from "../../../test-kit/program.mjs";
import { endForkedAfterEach } from "./forked.js";
import { inFlight, start, untilAnotherSignal } from "./started.js";
import { connect } from "./wire.js";

endForkedAfterEach();

const told = (app: Program) => app.lines.filter((line) => /^(onDrain|signal|forced|closed): /.test(line));

test("an application learns what crashed from onDrain, the signal and the report", async () => {
  const app = await start("told.mjs");
  const client = (await connect(app.port)).get("/throw");
  await app.line(/^onDrain/);
  client.close();
  expect(await app.ended).toEqual({ code: 1, signal: null });
  expect(told(app)).toEqual([
    "signal: uncaughtException, TypeError thrown on request",
    "onDrain: uncaughtException, TypeError thrown on request",
    "onDrain: over",
    "closed: uncaughtException, TypeError thrown on request",
  ]);
});

test("an application learns of a second signal, and of its exit code", async () => {
  const app = await start("told.mjs");
  await inFlight(app);
  app.kill("SIGTERM");
  await app.line(/^onDrain/);
  await untilAnotherSignal();
  app.kill("SIGINT");
  expect(await app.ended).toEqual({ code: 130, signal: null });
  expect(told(app)).toEqual([
    "signal: SIGTERM, nothing",
    "onDrain: SIGTERM, nothing",
    "forced: SIGINT after SIGTERM, 130",
    "onDrain: over",
    "closed: SIGTERM, nothing",
  ]);
});

test("an application learns of a second crash in the same way", async () => {
  const app = await start("told.mjs");
  await inFlight(app);
  const [first, second] = [await connect(app.port), await connect(app.port)];
  first.get("/throw");
  await app.line(/^onDrain/);
  second.get("/throw");
  expect(await app.ended).toEqual({ code: 1, signal: null });
  expect(told(app).slice(2)).toEqual([
    "forced: Uncaught exception, the second crash, 1",
    "onDrain: over",
    "closed: uncaughtException, TypeError thrown on request",
  ]);
});
