import { describe, expect, test } from "vitest";
import { GracefulError } from "../src/errors.js";
import type { Release, ReleaseRun } from "../src/plan.js";
import { runReleases } from "../src/release/run-releases.js";
import { FakeClock } from "./fake-clock.js";
import { hang, startReleases } from "./release-runs.js";
import { expectNoUnhandledRejections } from "./unhandled-rejections.js";

expectNoUnhandledRejections();

/** A release that settles when the test says so, whatever its signal does. */
function late() {
  let resolve = () => {};
  let reject = (_: Error) => {};
  const settled = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { run: () => settled, resolve: () => resolve(), reject: (error: Error) => reject(error) };
}

const sayNo = (): never => {
  throw new Error("no");
};
const bare: unknown = Object.create(null);
const throwing = { toString: sayNo };

/** Each of them beside one that is independent of it, and one that comes after it. */
const misbehaviours: [how: string, release: Release, seen: string][] = [
  ["throws", sayNo, "no"],
  ["rejects", () => Promise.reject(new Error("no")), "no"],
  ["rejects with a string", () => Promise.reject("no"), "no"],
  ["rejects with nothing", () => Promise.reject(), "undefined"],
  [
    "throws what cannot be printed",
    () => Promise.reject(bare),
    "something that cannot be printed was thrown",
  ],
  [
    "throws what throws when printed",
    () => Promise.reject(throwing),
    "something that cannot be printed was thrown",
  ],
  [
    "returns a thenable that throws",
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: it is the case in question
      then() {
        throw new Error("no");
      },
    }),
    "no",
  ],
  ["hangs", hang, '[TIMED_OUT] The release "bad" did not end within 1000 ms'],
  [
    "hangs beyond its own timeout",
    { run: hang, timeoutMs: 200 },
    '[TIMED_OUT] The release "bad" did not end within 200 ms',
  ],
  ["returns nothing", () => {}, "done"],
  ["returns false", () => false, "done"],
];

describe("a release that misbehaves never stops the others", () => {
  test.each(misbehaviours)("one that %s", async (_, release, seen) => {
    const ran: string[] = [];
    const { clock, events } = startReleases({
      bad: release,
      beside: async () => void ran.push("beside"),
      next: { after: ["bad"], run: () => void ran.push("next") },
    });
    await clock.advance(1_000);
    expect(ran).toEqual(["beside", "next"]);
    expect(events).toContain(`bad ${seen}`);
    expect(events).toContain("next done");
    expect(events.at(-1)).toMatch(/^over: /);
    expect(clock.timers).toBe(0);
  });

  test("one that waits for the shutdown it is a part of hangs alone, until its time is up", async () => {
    const clock = new FakeClock();
    const events: string[] = [];
    const shutdown: Promise<unknown> = Promise.resolve().then(() =>
      runReleases(
        new Map<string, Release>([
          ["again", { run: () => shutdown, timeoutMs: 400 }],
          ["beside", () => {}],
          ["next", { after: ["again"], run: () => {} }],
        ]),
        { clock, boundMs: 1_000, onResult: ({ name, status }) => events.push(`${name} ${status}`) },
      ),
    );
    await clock.advance(399);
    expect(events).toEqual(["beside done"]);
    await clock.advance(1);
    await shutdown;
    expect(events).toEqual(["beside done", "again failed", "next done"]);
  });

  test("a listener that throws stops nothing", async () => {
    const clock = new FakeClock();
    const ran: string[] = [];
    const all = runReleases(
      new Map<string, Release>([
        ["a", () => void ran.push("a")],
        ["b", { after: ["a"], run: () => void ran.push("b") }],
      ]),
      { clock, boundMs: 1_000, onResult: sayNo },
    );
    await clock.settle();
    expect((await all).map(({ status }) => status)).toEqual(["done", "done"]);
    expect(ran).toEqual(["a", "b"]);
  });
});

describe("what a release does after its time was up is ignored", () => {
  test.each(["resolve", "reject"] as const)("it %ss late", async (how) => {
    const { run, ...settle } = late();
    const { clock, events } = startReleases({ late: { run, timeoutMs: 100 }, slow: hang });
    await clock.advance(100);
    expect(events).toEqual(['late [TIMED_OUT] The release "late" did not end within 100 ms']);
    settle[how](new Error("too late"));
    await clock.advance(900);
    expect(events.slice(1)).toEqual([
      'slow [TIMED_OUT] The release "slow" did not end within 1000 ms',
      "over: late, slow",
    ]);
  });
});

describe("the signal of a release", () => {
  test("aborts when its time is up, with the error of the result", async () => {
    const seen: AbortSignal[] = [];
    const run: ReleaseRun = ({ signal }) => {
      seen.push(signal);
      return hang();
    };
    const { clock, results } = startReleases({ a: { run, timeoutMs: 300 } });
    await clock.advance(299);
    expect(seen[0]?.aborted).toBe(false);
    await clock.advance(1);
    expect(seen[0]?.aborted).toBe(true);
    expect(seen[0]?.reason).toBeInstanceOf(GracefulError);
    expect(seen[0]?.reason).toMatchObject({ code: "TIMED_OUT" });
    expect(results).toEqual([{ name: "a", status: "failed", durationMs: 300, error: seen[0]?.reason }]);
  });

  test.each([1_000, 0])("never aborts for one that ended in time, of %i ms", async (boundMs) => {
    const seen: AbortSignal[] = [];
    const { clock } = startReleases({ a: ({ signal }) => void seen.push(signal), b: hang }, { boundMs });
    await clock.advance(1_000);
    expect(seen[0]?.aborted).toBe(false);
  });

  test("a release that ends because its signal aborted has still failed", async () => {
    const run: ReleaseRun = ({ signal }) =>
      new Promise<void>((end) => signal.addEventListener("abort", () => end()));
    const { clock, results } = startReleases({ a: run });
    await clock.advance(1_000);
    expect(results).toMatchObject([{ name: "a", status: "failed", error: { code: "TIMED_OUT" } }]);
  });
});
