import { describe, expect, test } from "vitest";
import type { LifecycleEvents } from "../src/lifecycle.js";
import type { ShutdownPlan } from "../src/plan.js";
import type { Target } from "../src/target.js";
import { type LifecycleScene, lifecycleScene } from "./lifecycle-scene.js";
import { expectNoUnhandledRejections } from "./unhandled-rejections.js";

expectNoUnhandledRejections();

const BUDGET_MS = 10_000;
const LATE_MS = 20_000;

/** What an application may do where it is called. Ending the process is in `process-sudden-end.test.ts`. */
const WAYS: Record<string, (scene: LifecycleScene) => unknown> = {
  throws() {
    throw new Error("boom");
  },
  rejects: () => Promise.reject(new Error("boom")),
  hangs: () => new Promise(() => {}),
  "resolves late": ({ clock }) => new Promise<void>((resolve) => void clock.after(LATE_MS, resolve)),
  "rejects late": ({ clock }) =>
    new Promise((_, reject) => void clock.after(LATE_MS, () => reject(new Error("boom")))),
  "calls shutdown again, and waits for it": ({ lifecycle }) => lifecycle.startShutdown({ reason: "again" }),
  "returns nothing": () => {},
};

type Misbehave = () => unknown;
interface Membership {
  plan?: (misbehave: Misbehave) => ShutdownPlan;
  target?: (misbehave: Misbehave) => Partial<Target>;
  listenTo?: keyof LifecycleEvents;
}

const PLACES: Record<string, Membership> = {
  beforeDrain: { plan: (beforeDrain) => ({ beforeDrain }) },
  onDrain: { plan: (onDrain) => ({ onDrain }) },
  "the framework's shutdown": { target: (close) => ({ close: close as () => Promise<void> }) },
  "a release": { plan: (queue) => ({ release: { queue } }) },
  "a logger": { plan: (line) => ({ logger: { info: line, warn: line, error: line } }) },
  "a WebSocket": { plan: (close) => ({ webSockets: { clients: [{ close: close as () => void }] } }) },
  "a listener of phase": { listenTo: "phase" },
  "a listener of cut": { listenTo: "cut" },
  "a listener of release": { listenTo: "release" },
  "a listener of report": { listenTo: "report" },
};

/** A shutdown in which all of it is called: it has something to cut, to release and to log. */
async function shutDown({ plan, target, listenTo }: Membership, way: string) {
  let calls = 0;
  const misbehave = () => {
    calls++;
    return WAYS[way]?.(scene);
  };
  const { release, ...changes } = plan?.(misbehave) ?? {};
  const scene = lifecycleScene(
    {
      budgetMs: BUDGET_MS,
      lameDuckMs: 0,
      ...changes,
      release: { queue: () => {}, ...release, postgres: { after: ["queue"], run: () => {} }, log: () => {} },
    },
    target?.(misbehave),
  );
  const { clock, journal, lifecycle, server } = scene;
  if (listenTo) lifecycle.on(listenTo, misbehave);
  const heard: string[] = [];
  for (const event of ["phase", "cut", "release", "report"] as const)
    lifecycle.on(event, () => heard.push(event));
  server.request(server.accept("slow"), "/slow");
  const report = lifecycle.startShutdown({ reason: "SIGTERM" });
  await clock.advance(BUDGET_MS);
  return { report: await report, calls, heard, scene, told: journal.read() };
}

describe.each(Object.entries(PLACES))("%s", (_, place) => {
  test.each(Object.keys(WAYS))(
    "that %s holds nothing that comes after it, within the budget",
    async (way) => {
      const { report, calls, heard, scene, told } = await shutDown(place, way);
      expect(calls).toBeGreaterThan(0);
      expect(report.durationMs).toBeLessThanOrEqual(BUDGET_MS);
      expect(report.cuts).toMatchObject([{ url: "/slow" }]);
      const isOwn = ({ name }: { name: string }) => name !== "app" && name !== "beforeDrain";
      expect(
        report.releases
          .filter(isOwn)
          .map(({ name }) => name)
          .sort(),
      ).toEqual(["log", "postgres", "queue"]);
      expect(report.releases.filter(({ name }) => name === "postgres" || name === "log")).toMatchObject([
        { status: "done" },
        { status: "done" },
      ]);
      expect([...heard].sort()).toEqual(
        ["phase", "cut", "phase", "release", "release", "release", "phase", "report"]
          .concat(report.releases.some((release) => !isOwn(release)) ? "release" : [])
          .concat(told.some((entry) => entry.endsWith("phase lame-duck")) ? "phase" : [])
          .sort(),
      );
      expect(heard.at(-1)).toBe("report");
      expect(told.at(-1)).toMatch(/ report cut 1$/);
      expect(scene.ends).toHaveLength(1);
      // What comes late finds nobody who minds.
      await scene.clock.advance(LATE_MS);
      expect(scene.journal.read()).toEqual([]);
      expect([scene.clock.timers, scene.clock.turns]).toEqual([0, 0]);
    },
  );
});
