import type { Check } from "../checks/check-definition.js";
import { type Finding, isOfMachine, notMeasured } from "../judge/finding.js";
import { type Played, playScenario, type ScenarioContext } from "./play-scenario.js";
import type { ScenarioId } from "./scenarios.js";

/** A process of the server, or two for a restart, and the checks that are measured on it. */
export interface PlannedRun {
  readonly scenario: ScenarioId;
  readonly run: number;
  readonly checks: readonly Check[];
}

/** How often a check that the machine kept from being measured is measured again, in each run. */
const MOST_TIMES = 4;

/**
 * Measures again what a busy machine kept from being measured, and nothing else, until it is measured or was tried
 * often enough. Call it when no other run is in progress: runs themselves keep a machine busy.
 */
export async function measureAgain(
  context: ScenarioContext,
  { checks, ...names }: PlannedRun,
  first: Played,
): Promise<Played> {
  let played = first;
  for (let time = 1; time <= MOST_TIMES; time++) {
    const again = checks.filter(({ id }) => isOfMachine(played.findings.get(id)));
    if (again.length === 0) return played;
    context.onProgress({ kind: "again", ...names });
    const next = await playScenario(context, names, again);
    played = {
      findings: new Map([...played.findings, ...next.findings]),
      records: [...without(again, played.records), ...next.records],
    };
  }
  return { ...played, findings: new Map([...played.findings].map(triedEnough)) };
}

const triedEnough = ([id, finding]: [string, Finding]): [string, Finding] => [
  id,
  isOfMachine(finding)
    ? notMeasured(`${finding.reason}, at the last of ${MOST_TIMES + 1} attempts`)
    : finding,
];

/** Without the clients of these checks: reporters know the failed run of a check by its clients. */
const without = (checks: readonly Check[], records: Played["records"]) =>
  records.map(({ clients, ...record }) => ({
    ...record,
    clients: clients.filter(({ check }) => !checks.some(({ id }) => id === check)),
  }));
