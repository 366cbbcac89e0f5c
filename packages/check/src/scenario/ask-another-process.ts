import type { Address } from "../clients/address.js";
import { NotMeasurableError } from "../errors.js";
import type { Finding } from "../judge/finding.js";
import type { Played, ScenarioContext } from "./play-scenario.js";
import { ServerProcess } from "./server-process.js";
import { untilReady } from "./until-ready.js";

/**
 * Asks a process of the server that gets no signal, and kills it. Resolves to `undefined` if the process does not
 * start, or crashes.
 */
export async function askAnotherProcess<T>(
  { plan, guard, ports }: ScenarioContext,
  ask: (address: Address, startedAt: number) => Promise<T>,
): Promise<T | undefined> {
  const lease = await ports.acquire();
  const process = new ServerProcess(plan, lease.port, guard);
  try {
    const answer = await ask(await untilReady(plan, process, lease.port), process.startedAt);
    return process.end ? undefined : answer;
  } catch (error) {
    if (error instanceof NotMeasurableError) return undefined;
    throw error;
  } finally {
    process.kill();
    await process.ended.catch(() => {});
    lease.end();
  }
}

/** The runs with the findings that `judge` makes of theirs. */
export const judgedAgain = (
  runs: readonly Played[],
  judge: (finding: Finding) => Finding,
): readonly Played[] =>
  runs.map(({ findings, records }) => ({
    findings: new Map([...findings].map(([id, finding]) => [id, judge(finding)])),
    records,
  }));
