import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../clients/address.js";
import { openWire } from "../clients/wire.js";
import { type Finding, type GivenUp, givenUpOf, notMeasured } from "../judge/finding.js";
import { duration } from "../judge/times.js";
import { askAnotherProcess, judgedAgain } from "./ask-another-process.js";
import type { Played, ScenarioContext } from "./play-scenario.js";

/** How much longer than in its run a request is held open, until the server counts as one that waits for it. */
const LONGER = 1.25;
const MORE_MS = 500;

/**
 * Holds the requests that were given up open once more, without a signal. Where the server gives them up then, too, its
 * time for a request is over, and what rests on them was not measured.
 */
export async function holdWithoutSignal(
  context: ScenarioContext,
  runs: readonly Played[],
): Promise<readonly Played[]> {
  const all = runs.flatMap(({ findings }) => [...findings.values()].flatMap(givenUpOf));
  if (all.length === 0) return runs;
  context.onProgress({ kind: "note", text: "holds the same requests open without a signal" });
  const given = await givenUpAnyway(context, all);
  const judge = (finding: Finding): Finding => {
    const [first, ...more] = givenUpOf(finding);
    if (first === undefined || ![first, ...more].every((one) => given.has(one))) return finding;
    return notMeasured(
      `the server ends a request that is not complete after ${duration(given.get(first) ?? 0)}, signal or not`,
    );
  };
  return judgedAgain(runs, judge);
}

/** Those that one process of the server gives up without a signal, and after how long. */
async function givenUpAnyway(
  context: ScenarioContext,
  all: readonly GivenUp[],
): Promise<Map<GivenUp, number>> {
  const times = await askAnotherProcess(context, (address) =>
    Promise.all(all.map((one) => timeUntilGivenUp(address, one))),
  );
  // If it did not start, as it did before, or crashed, nothing is known of it, and what was seen stands.
  return new Map(all.flatMap((one, i) => (times?.[i] === undefined ? [] : [[one, times[i]]])));
}

/** The connection stays open until the process is killed: some servers crash when a client leaves. */
async function timeUntilGivenUp(address: Address, { bytes, afterMs }: GivenUp): Promise<number | undefined> {
  const wire = await openWire(address, "without a signal");
  if (typeof wire === "string") return undefined;
  await wire.send(bytes);
  const isGivenUp = await Promise.race([
    wire.changed().then(() => true),
    sleep(afterMs * LONGER + MORE_MS, false),
  ]);
  return isGivenUp ? performance.now() - wire.openedAt : undefined;
}
