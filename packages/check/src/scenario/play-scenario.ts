import { isFree } from "../../../../test-kit/free-port.mjs";
import type { Check, SelfStartedCheck, ServedCheck } from "../checks/check-definition.js";
import { exitBehindClients } from "../checks/exit-code.js";
import type { Address } from "../clients/address.js";
import { NotMeasurableError } from "../errors.js";
import { type Finding, notMeasured } from "../judge/finding.js";
import type { Plan, Progress } from "../options.js";
import type { RunRecord } from "../report.js";
import type { Guard } from "./guard.js";
import { Measurement } from "./measurement.js";
import type { Lease, Ports } from "./ports.js";
import type { Preflight } from "./preflight.js";
import { SCENARIOS, type ScenarioId } from "./scenarios.js";
import { type ProcessEnd, ServerProcess } from "./server-process.js";
import { ServerRun } from "./server-run.js";
import { mustStillRun, untilReady } from "./until-ready.js";

/** What all runs of one call share. */
export interface ScenarioContext {
  readonly plan: Plan;
  readonly preflight: Preflight;
  readonly guard: Guard;
  readonly ports: Ports;
  onProgress(progress: Progress): void;
}

/** The findings of all checks, and the records of the processes: one, or two for a restart. */
export interface Played {
  readonly findings: Map<string, Finding>;
  readonly records: RunRecord[];
}

/** The signal does not wait longer for a check: another check or the server holds it up. */
const READY_MS = 15_000;
/** After the exit every connection ends within this time. If a check still waits, that is a bug of this tool. */
const SETTLE_MS = 10_000;

export async function playScenario(
  context: ScenarioContext,
  names: { scenario: ScenarioId; run: number },
  checks: readonly Check[],
): Promise<Played> {
  const served = checks.filter((check): check is ServedCheck => "measure" in check);
  const alone = checks.filter((check): check is SelfStartedCheck => "measureStart" in check);
  const played: Played = { findings: new Map(), records: [] };
  for (const check of alone) await playStart(context, names, { check, played });
  if (served.length > 0) await playServed(context, names, { checks: served, played });
  context.onProgress({ kind: "done", ...names });
  return played;
}

async function playServed(
  context: ScenarioContext,
  names: { scenario: ScenarioId; run: number },
  { checks, played }: { checks: readonly ServedCheck[]; played: Played },
): Promise<void> {
  const { findings, records } = played;
  try {
    const { lease, process, address } = await startServer(context, names);
    const hadCompany = lease.hasCompany();
    const startMs = performance.now() - process.startedAt;
    const run = new ServerRun(context.plan, context.preflight, process, address, names, () =>
      context.onProgress({ kind: "signalled", ...names }),
    );
    context.onProgress({ kind: "serving", ...names });
    void process.ended.then(() => context.onProgress({ kind: "exited", ...names }));
    try {
      const measured = measureAll(run, checks);
      await measured.ready;
      await run.prepare();
      await mustStillRun(process);
      run.signal();
      void releaseEarly(lease, run, SCENARIOS[names.scenario].connectsLater ? measured.findings : undefined);
      for (const [id, finding] of await measured.findings) findings.set(id, finding);
      addToOthers(findings, await run.exited(), run);
    } catch (error) {
      // What two of it cannot share may be taken only when it has accepted a connection.
      if (!(error instanceof NotMeasurableError) || !hadCompany) throw error;
      lease.end();
      context.ports.oneAtATime();
      return await playServed(context, names, { checks, played });
    } finally {
      run.close();
      if (run.isSignalled) records.push(run.record(startMs));
      void process.ended.then(lease.end);
    }
  } catch (error) {
    if (!(error instanceof NotMeasurableError)) throw error;
    // It succeeded in the preflight. So the failure is reported for this run alone.
    for (const { id } of checks)
      findings.set(id, notMeasured(`not this time: ${error.message.split("\n")[0]}`));
  }
}

/** What some checks of a run show that is for others to judge. */
function addToOthers(findings: Map<string, Finding>, end: ProcessEnd, run: ServerRun): void {
  const lost = [...findings.values()].flatMap((finding) => ("lost" in finding && finding.lost) || []);
  const [first] = lost;
  if (first && findings.get("in-flight")?.outcome === "passed") findings.set("in-flight", first);
  const exit =
    run.names.scenario === "requests"
      ? exitBehindClients(end, run.signalledAt, findings.values())
      : undefined;
  if (exit) findings.set("exit-code", exit);
}

/** If the server does not start beside other processes of it, tries again when those have ended. */
async function startServer(
  { plan, guard, ports, onProgress }: ScenarioContext,
  names: { scenario: ScenarioId; run: number },
): Promise<{ lease: Lease; process: ServerProcess; address: Address }> {
  for (;;) {
    const lease = await ports.acquire();
    onProgress({ kind: "starting", ...names });
    const process = new ServerProcess(plan, lease.port, guard);
    try {
      return { lease, process, address: await untilReady(plan, process, lease.port) };
    } catch (error) {
      const isOverCompany = process.end !== undefined && lease.hasCompany();
      process.kill();
      lease.end();
      if (!isOverCompany) throw error;
      ports.oneAtATime();
    }
  }
}

/** Passes the port on to the next process when the listener is closed and no client of the run will connect. */
async function releaseEarly(lease: Lease, run: ServerRun, connecting: Promise<unknown> = Promise.resolve()) {
  await run.noticed();
  await connecting;
  if (await isFree(lease.port)) lease.release();
}

/**
 * Runs all checks of the scenario in parallel. `ready` resolves when each waits for the signal, or is done without it.
 */
function measureAll(
  run: ServerRun,
  checks: readonly ServedCheck[],
): { ready: Promise<unknown>; findings: Promise<[string, Finding][]> } {
  const arrivals: Promise<unknown>[] = [];
  const findings = checks.map(async (check): Promise<[string, Finding]> => {
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    arrivals.push(arrived);
    try {
      const late = run
        .signalled()
        .then(() => run.exited())
        .then(() => bounded(SETTLE_MS))
        .then(() => notMeasured("no end was seen of it, and the process is gone"));
      return [check.id, await Promise.race([check.measure(new Measurement(run, check.id, arrive)), late])];
    } catch (error) {
      return [check.id, notMeasured(error instanceof Error ? error.message : String(error))];
    } finally {
      arrive();
      run.leave(check.id);
    }
  });
  return { ready: Promise.race([Promise.all(arrivals), bounded(READY_MS)]), findings: Promise.all(findings) };
}

async function playStart(
  context: ScenarioContext,
  names: { scenario: ScenarioId; run: number },
  { check, played: { findings, records } }: { check: SelfStartedCheck; played: Played },
): Promise<void> {
  const { plan, preflight, guard } = context;
  const lease = await context.ports.acquire();
  const hadCompany = lease.hasCompany();
  context.onProgress({ kind: "starting", ...names });
  const { port } = lease;
  const processes: ServerProcess[] = [];
  const runs: ServerRun[] = [];
  const unused = { host: "127.0.0.1", port, tls: plan.tls, insecure: plan.insecure };
  try {
    const finding = await check.measureStart({
      plan,
      preflight,
      run: names.run,
      port,
      guard,
      start() {
        const process = new ServerProcess(plan, port, guard);
        processes.push(process);
        return process;
      },
      runOf(process, address = unused) {
        const run = new ServerRun(plan, preflight, process, address, names, () =>
          context.onProgress({ kind: "signalled", ...names }),
        );
        void process.ended.then(() => context.onProgress({ kind: "exited", ...names }));
        runs.push(run);
        return run;
      },
    });
    findings.set(check.id, finding);
  } catch (error) {
    if (error instanceof NotMeasurableError && hadCompany) {
      lease.end();
      context.ports.oneAtATime();
      return await playStart(context, names, { check, played: { findings, records } });
    }
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    findings.set(check.id, notMeasured(reason));
  } finally {
    for (const process of processes) process.kill();
    await Promise.all(processes.map(({ ended }) => ended));
    lease.end();
    for (const run of runs) {
      run.close();
      records.push(run.record(preflight.startMs));
    }
  }
}

function bounded(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
