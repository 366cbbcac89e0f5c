import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { createDrain as publicCreateDrain } from "../src/create-drain.js";
import { createDrain } from "../src/engine/create-drain.js";
import type { DrainOptions } from "../src/engine/drain.js";
import { splitBudget } from "../src/planning/budget.js";
import { DRAIN_DEFAULTS } from "../src/planning/drain-defaults.js";
import { recognisePlatform } from "../src/planning/platform.js";
import { resolvePlan } from "../src/planning/resolve-plan.js";
import { validatePlan } from "../src/planning/validate/validate-plan.js";
import { drainScene } from "./drain-scene.js";
import { FakeHttpServer } from "./fakes/fake-server.js";

const NO_MILLISECONDS = [-1, Number.NaN, Number.POSITIVE_INFINITY, "5s", 5n, null, true, [], {}, 2 ** 31];

/** The message that `call` throws. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toMatchObject({ code: "INVALID_OPTION" });
    return (error as Error).message;
  }
  throw new Error("Nothing was thrown");
}

const refusalOf = (options: unknown) => refusal(() => createDrain(options as DrainOptions));

describe("createDrain() refuses", () => {
  test.each(["idleGraceMs", "drainMs", "upgradeGraceMs", "spreadMs"])(
    "a wrong %s in the words of the plan",
    (name) => {
      for (const wrong of NO_MILLISECONDS) {
        const message = refusalOf({ [name]: wrong });
        expect(message).toContain(`Expected \`${name}\` to be `);
        expect(message).toBe(refusal(() => validatePlan({ [name]: wrong })));
      }
      expect(() => createDrain({ [name]: 2 ** 31 - 1 })).not.toThrow();
      expect(() => createDrain({ [name]: 0 })).not.toThrow();
    },
  );

  test.each([
    ["a server", createServer()],
    ["an app", () => {}],
  ])("%s in place of its options", (_what, given) => {
    expect(refusal(() => publicCreateDrain(given as DrainOptions))).toBe(
      "[INVALID_OPTION] createDrain() takes options. Give it a server with createDrain().add(server)",
    );
  });

  test("more than Node's longest timer, which would be 1 ms and cut everything at once", () => {
    expect(refusalOf({ drainMs: 2 ** 31 })).toBe(
      "[INVALID_OPTION] Expected `drainMs` to be at most 2147483647 milliseconds, Node's longest timer, " +
        "got `2147483648` (number)",
    );
  });

  test.each([
    [
      { whileDraining: "503" },
      'Expected `whileDraining` to be `"serve"` or `"refuse"`, got `"503"` (string)',
    ],
    [{ eventStreams: "end" }, "Expected `eventStreams` to be "],
    [{ deferWebSocketClose: 1 }, "Expected `deferWebSocketClose` to be `true` or `false`, got `1` (number)"],
    [{ onCut: "log" }, 'Expected `onCut` to be a function, got `"log"` (string)'],
    [{ admits: [] }, "Expected `admits` to be a function, got an empty array"],
    [{ clock: Date }, "Expected `clock` to be an object with the functions `now`, `after` and `turn`"],
    [{ idleGraceMS: 5 }, "Unknown option `idleGraceMS`: did you mean `idleGraceMs`?"],
    [{ signals: false }, "Unknown option `signals`. Known are idleGraceMs, drainMs, "],
    [5, "Expected the options to be an object, got `5` (number)"],
    [null, "Expected the options to be an object, got `null`"],
  ])("%o", (options, message) => expect(refusalOf(options)).toContain(message));
});

describe("drain() refuses", () => {
  test.each(["idleGraceMs", "drainMs"])("a wrong %s at once, before anything begins", async (name) => {
    for (const wrong of NO_MILLISECONDS) {
      const { clock, server, drain } = drainScene(FakeHttpServer);
      server.accept("idle");
      expect(refusal(() => drain.drain({ [name]: wrong }))).toBe(
        refusal(() => validatePlan({ [name]: wrong })),
      );
      expect([drain.signal.aborted, server.listening, clock.timers, clock.turns]).toEqual([
        false,
        true,
        0,
        0,
      ]);
      // What was refused may be tried again.
      const outcome = drain.drain({ idleGraceMs: 5 });
      await clock.advance(5);
      expect((await outcome).durationMs).toBe(5);
    }
  });

  test.each([
    [{ idleGrace: 5 }, "Unknown option `idleGrace`: did you mean `idleGraceMs`?"],
    [{ reason: 5 }, "Expected `reason` to be a string that is not empty, got `5` (number)"],
    [null, "Expected the options to be an object, got `null`"],
  ])("%o", (options, message) => {
    const { drain } = drainScene(FakeHttpServer);
    expect(refusal(() => drain.drain(options as never))).toBe(`[INVALID_OPTION] ${message}`);
    expect(drain.signal.aborted).toBe(false);
  });

  test("no option at a second call, which returns the first one's promise", async () => {
    const { clock, drain } = drainScene(FakeHttpServer);
    const first = drain.drain();
    expect(drain.drain({ idleGraceMs: -1 })).toBe(first);
    await clock.settle();
  });
});

describe("the options of a drain", () => {
  test("that are undefined count as left out", async () => {
    const { clock, server, drain } = drainScene(FakeHttpServer, { idleGraceMs: undefined, onCut: undefined });
    server.accept("idle");
    const outcome = drain.drain({ idleGraceMs: undefined, drainMs: undefined, reason: undefined });
    await clock.advance(1_000);
    expect((await outcome).durationMs).toBe(1_000);
  });

  test("give drain() another deadline, within which idle connections have theirs", async () => {
    const { clock, server, begin } = drainScene(FakeHttpServer, { drainMs: 10_000 });
    server.request(server.accept("busy"));
    server.accept("idle");
    const outcome = begin({ drainMs: 400, idleGraceMs: 200 });
    await clock.advance(1_000);
    const { durationMs, connections, cuts } = await outcome;
    expect(durationMs).toBe(400);
    expect(connections).toEqual({ total: 2, closed: 1, cut: 1, untracked: 0 });
    expect(cuts).toMatchObject([{ url: "/", ageMs: 400 }]);
  });

  test("give WebSockets no longer than the deadline, and their application half of that", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, { deferWebSocketClose: true });
    server.on("upgrade", () => {});
    const socket = server.accept("socket");
    server.upgrade(socket, "websocket");
    socket.write("HTTP/1.1 101");
    journal.read();
    void begin({ drainMs: 400 });
    await clock.advance(400);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "220 socket: sent 880203e9",
      "400 socket: destroyed",
      "400 socket: closed",
      "400 drained",
    ]);
  });

  test("have the defaults of a plan without a platform", () => {
    const nowhere = recognisePlatform({}, 4_711);
    const { idleGraceMs, drainMs, upgradeGraceMs } = splitBudget({}, nowhere);
    const { spreadMs, whileDraining, eventStreams } = resolvePlan({}, nowhere, "linux");
    expect(DRAIN_DEFAULTS).toEqual({
      idleGraceMs,
      drainMs,
      upgradeGraceMs,
      spreadMs,
      whileDraining,
      eventStreams,
      deferWebSocketClose: false,
    });
  });
});

describe("the reason of its signal", () => {
  test("is the `reason` of drain() as an AbortError, with its cause", async () => {
    const { clock, drain } = drainScene(FakeHttpServer);
    const cause = new Error("boom");
    void drain.drain({ reason: "uncaughtException", cause });
    const { reason } = drain.signal as { reason: DOMException };
    expect(reason).toBeInstanceOf(DOMException);
    expect(reason).toMatchObject({ name: "AbortError", message: "uncaughtException", cause });
    await clock.settle();
  });

  test("is a plain AbortError without a `reason`", async () => {
    const { clock, drain } = drainScene(FakeHttpServer);
    drain.cut();
    expect(drain.signal.reason).toMatchObject({ name: "AbortError", message: "This operation was aborted" });
    expect(drain.signal.reason.cause).toBeUndefined();
    await clock.settle();
  });
});
