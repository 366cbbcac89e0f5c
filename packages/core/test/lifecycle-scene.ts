import { createLifecycle } from "../src/lifecycle/create-lifecycle.js";
import type { LifecycleCore } from "../src/lifecycle/lifecycle-core.js";
import type { Logger } from "../src/logger.js";
import type { ShutdownPlan } from "../src/plan.js";
import { recognisePlatform } from "../src/planning/platform.js";
import { resolvePlan } from "../src/planning/resolve-plan.js";
import { safeLogger } from "../src/support/safe-logger.js";
import type { Target } from "../src/target.js";
import { FakeClock } from "./fake-clock.js";
import { FakeHttpServer } from "./fakes/fake-server.js";
import { Journal } from "./fakes/journal.js";

/** A framework's app with one server, as a lifecycle sees it. */
export interface FakeTarget extends Target {
  /** What the application does when it closes the framework itself. */
  closeByItself(): Promise<void>;
}

export interface LifecycleScene {
  readonly clock: FakeClock;
  readonly journal: Journal;
  readonly server: FakeHttpServer;
  readonly target: FakeTarget;
  readonly lifecycle: LifecycleCore;
  /** What was logged, without its level. */
  readonly log: string[];
  /** How the life ended, for the rooms that end the process. */
  readonly ends: { deadlineMs: number; mayExit: boolean; exitCode: number }[];
}

/** No test depends on the platform it runs on. */
const NOWHERE = recognisePlatform({}, 4_711);

/** A lifecycle of one fake app under a fake clock; its phases, cuts and releases go to the journal. */
export function lifecycleScene(plan: ShutdownPlan = {}, changes: Partial<Target> = {}): LifecycleScene {
  const clock = new FakeClock();
  const journal = new Journal(clock);
  const server = new FakeHttpServer(journal);
  const log: string[] = [];
  const ends: LifecycleScene["ends"] = [];
  const lifecycle = createLifecycle({
    plan: resolvePlan(plan, NOWHERE, "linux"),
    logger: safeLogger(plan.logger || loggerInto(log)),
    clock,
    activeResources: () => ["Timeout"],
    host: {
      onShutdownStart() {},
      lastReleases: () => new Map(),
      exitCodeOf: (own) => own,
      onClosed: ({ exitCode }, end) => ends.push({ ...end, exitCode }),
    },
  });
  lifecycle.on("phase", ({ name }) => journal.note(`phase ${name}`));
  lifecycle.on("cut", (cut) => journal.note(`cut ${"url" in cut ? cut.url : cut.kind}`));
  lifecycle.on("release", ({ name, status }) => journal.note(`${name} ${status}`));
  lifecycle.on("report", ({ outcome, exitCode }) => journal.note(`report ${outcome} ${exitCode}`));
  const target = { ...fakeTarget("app", server, journal), ...changes };
  lifecycle.attach(target);
  return { clock, journal, server, target, lifecycle, log, ends };
}

export function fakeTarget(name: string, server: FakeHttpServer, journal: Journal): FakeTarget {
  let drainFirst = async () => {};
  return {
    name,
    servers(found) {
      found(server.asServer);
      return () => journal.note(`${name}: not watched any more`);
    },
    probe() {},
    async close() {
      journal.note(`${name}: close`);
    },
    onClose(drain) {
      drainFirst = drain;
    },
    async closeByItself() {
      await drainFirst();
      journal.note(`${name}: goes on closing`);
    },
  };
}

export function loggerInto(lines: string[]): Logger {
  const push = (line: string) => void lines.push(line);
  return { info: push, warn: push, error: push };
}
