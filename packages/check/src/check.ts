import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, isFree } from "../../../test-kit/free-port.mjs";
import type { Check } from "./checks/check-definition.js";
import { NotMeasurableError } from "./errors.js";
import { aggregate, verdictOf } from "./judge/aggregate.js";
import { type Finding, notMeasured } from "./judge/finding.js";
import { mustBeOptions } from "./must-be-options.js";
import type { CheckOptions, Plan, Progress } from "./options.js";
import type { CheckReport } from "./report.js";
import { resolvePlan } from "./resolve-plan.js";
import { compareWithoutSignal } from "./scenario/compare-without-signal.js";
import { Guard } from "./scenario/guard.js";
import { measureAgain, type PlannedRun } from "./scenario/measure-again.js";
import { watchOwnLag } from "./scenario/own-lag.js";
import { type Played, playScenario, type ScenarioContext } from "./scenario/play-scenario.js";
import { Ports } from "./scenario/ports.js";
import { type Preflight, preflight } from "./scenario/preflight.js";
import { SCENARIOS, type ScenarioId } from "./scenario/scenarios.js";
import { ServerProcess } from "./scenario/server-process.js";
import { LIMIT, sideBySide } from "./scenario/side-by-side.js";
import { mustStillRun, untilReady } from "./scenario/until-ready.js";
import { holdWithoutSignal } from "./scenario/without-signal.js";
import { selectChecks } from "./select-checks.js";

/**
 * Puts a server through its shutdown from outside, and judges it by what its clients saw, by its exit, and by what the
 * kernel says about its processes and sockets.
 *
 * Starts the command once to see that it works, then anew for each scenario, several at a time, each in a process group
 * of its own. When the promise settles, none of these processes is left, and none is left if this process is killed.
 *
 * Rejects with a `UsageError` if an option is wrong, and with a `NotMeasurableError` if the server does not start or a
 * request fails before any signal. A failed check is no rejection: see `verdict`, or `assertPassed()`.
 *
 * @param command the program and its arguments; no shell reads it. `{port}` in an argument stands for the port.
 */
export async function check(command: readonly string[], options: CheckOptions = {}): Promise<CheckReport> {
  mustBeOptions(command, options);
  const checks = selectChecks(options);
  const plan = resolvePlan(command, options);
  const startedAt = new Date();
  const guard = new Guard(randomUUID());
  const endWatch = watchOwnLag();
  const stop = () => guard.close();
  options.abort?.addEventListener("abort", stop, { once: true });
  try {
    options.abort?.throwIfAborted();
    const onProgress = (progress: Progress) => options.onProgress?.(progress);
    const preflight = await measurePreflight(plan, guard, onProgress);
    const { planned, unmeasured } = planRuns(plan, preflight, checks);
    onProgress({ kind: "planned", scenarios: planned.map(({ scenario, run }) => ({ scenario, run })) });
    const context: ScenarioContext = { plan, preflight, guard, ports: new Ports(plan.port), onProgress };
    const tasks = planned.map(({ scenario, run, checks }) => async () => {
      options.abort?.throwIfAborted();
      return playScenario(context, { scenario, run }, checks);
    });
    const first = await sideBySide(tasks, LIMIT);
    const runs: Played[] = [];
    for (const [i, played] of first.entries()) {
      options.abort?.throwIfAborted();
      runs.push(await measureAgain(context, planned[i] as PlannedRun, played));
    }
    const judged = await compareWithoutSignal(context, await holdWithoutSignal(context, runs));
    options.abort?.throwIfAborted();
    return report(plan, checks, { runs: judged, unmeasured, startedAt });
  } finally {
    options.abort?.removeEventListener("abort", stop);
    guard.close();
    endWatch();
  }
}

/** The end of a connection may be noticed before that of its process. */
const EXIT_MS = 100;

/** Starts the server once and sends every request that the checks will send, without a signal. */
async function measurePreflight(
  plan: Plan,
  guard: Guard,
  onProgress: (progress: Progress) => void,
): Promise<Preflight> {
  if (plan.port !== undefined && !(await isFree(plan.port)))
    throw new NotMeasurableError(`Port ${plan.port} is in use already: another process listens there`);
  onProgress({ kind: "note", text: "asks everything once, before any signal" });
  const port = plan.port ?? (await freePort());
  const process = new ServerProcess(plan, port, guard);
  try {
    const address = await untilReady(plan, process, port);
    const seen = preflight(plan, address, performance.now() - process.startedAt);
    // A process that is gone explains why a request failed.
    await Promise.race([seen.catch(() => sleep(EXIT_MS)), process.ended]);
    await mustStillRun(process);
    return await seen;
  } finally {
    process.kill();
    await process.ended.catch(() => {});
  }
}

/** The scenarios that are needed, the longest first; and the checks that cannot be measured, with the reason. */
function planRuns(
  plan: Plan,
  { http1 }: Preflight,
  checks: readonly Check[],
): { planned: PlannedRun[]; unmeasured: Map<string, string> } {
  const unmeasured = new Map<string, string>();
  for (const { id, needs, http1: needsHttp1 } of checks) {
    if (needs && !needs.isGiven(plan)) unmeasured.set(id, `needs ${needs.text}`);
    else if (needsHttp1 && !http1) unmeasured.set(id, "the server speaks no HTTP/1.1 on its port");
  }
  const measured = checks.filter(({ id }) => !unmeasured.has(id));
  const scenarios = (Object.keys(SCENARIOS) as ScenarioId[]).filter((id) =>
    measured.some(({ scenario }) => scenario === id),
  );
  const planned = scenarios.flatMap((scenario) =>
    Array.from({ length: plan.runs * SCENARIOS[scenario].times }, (_, i) => ({
      scenario,
      run: i + 1,
      checks: measured.filter((check) => check.scenario === scenario),
    })),
  );
  return { planned, unmeasured };
}

function report(
  plan: Plan,
  checks: readonly Check[],
  {
    runs,
    unmeasured,
    startedAt,
  }: { runs: readonly Played[]; unmeasured: Map<string, string>; startedAt: Date },
): CheckReport {
  const records = runs.flatMap(({ records }) => records);
  const results = checks.map((check) => {
    const reason = unmeasured.get(check.id);
    const findings: Finding[] =
      reason === undefined
        ? runs.flatMap(({ findings }) => findings.get(check.id) ?? [])
        : [notMeasured(reason)];
    return aggregate(check, findings, records);
  });
  return {
    schemaVersion: 1,
    ...verdictOf(results, plan.require),
    command: [...plan.command],
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    options: { signal: plan.signal, budgetMs: plan.budgetMs, lameDuckMs: plan.lameDuckMs, runs: plan.runs },
    checks: results,
    runs: records,
  };
}
