import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../clients/address.js";
import { openHttp2 } from "../clients/http2-client.js";
import { ask, hasBody } from "../clients/request.js";
import { openWire } from "../clients/wire.js";
import { contentsOf, type Finding, type OtherContent } from "../judge/finding.js";
import { askAnotherProcess, judgedAgain } from "./ask-another-process.js";
import { type Baseline, type Content, isSame } from "./baseline.js";
import type { Played, ScenarioContext } from "./play-scenario.js";
import { within } from "./preflight.js";

/** An answer may say how old its process is. A process is not waited for longer than this to be as old. */
const MOST_AGE_MS = 20_000;
const CLIENTS = 8;
/** How often each of them requests a route. Load does as much: some content changes with each hundredth request. */
const REQUESTS = 64;
/** A client requests a slow route no more once this time is over. */
const LONG_MS = 2_000;

/**
 * Requests again, without a signal, what was answered otherwise than before it. If the answer is not always the one
 * from before the signal, it changes by itself: with the time, the process, or its other clients.
 */
export async function compareWithoutSignal(
  context: ScenarioContext,
  runs: readonly Played[],
): Promise<readonly Played[]> {
  const others = runs.flatMap(({ findings }) =>
    [...findings.values()].flatMap((finding) => contentsOf(finding)?.answers ?? []),
  );
  if (others.length === 0) return runs;
  context.onProgress({ kind: "note", text: "compares answers without a signal" });
  const same = await sameAnyway(context, others);
  const judge = (finding: Finding): Finding => {
    const contents = contentsOf(finding);
    return contents?.answers.some(({ baseline }) => !same.has(baseline)) ? contents.otherwise : finding;
  };
  return judgedAgain(runs, judge);
}

/** The routes that one process of the server, as old as those with a signal, answers as before it. */
async function sameAnyway(
  context: ScenarioContext,
  others: readonly OtherContent[],
): Promise<ReadonlySet<Baseline>> {
  const baselines = [...new Set(others.map(({ baseline }) => baseline))];
  const ageMs = Math.min(MOST_AGE_MS, Math.max(...others.map((other) => other.ageMs)));
  const areSame = await askAnotherProcess(context, async (address, startedAt) => {
    await sleep(Math.max(0, startedAt + ageMs - performance.now()));
    return Promise.all(
      baselines.map(async (baseline) => {
        const clients = Array.from({ length: CLIENTS }, () => isAlwaysAsBefore(context, address, baseline));
        return (await Promise.all(clients)).every(Boolean);
      }),
    );
  });
  return new Set(baselines.filter((_, i) => areSame?.[i]));
}

/** A request with a body may leave something behind, and is sent once by each client. */
async function isAlwaysAsBefore(
  context: ScenarioContext,
  address: Address,
  baseline: Baseline,
): Promise<boolean> {
  const endsAt = performance.now() + LONG_MS;
  const times = hasBody(baseline.route) ? 1 : REQUESTS;
  for (let i = 0; i < times && (i === 0 || performance.now() < endsAt); i++)
    if (!(await isAsBefore(context, address, baseline))) return false;
  return true;
}

async function isAsBefore(
  { plan }: ScenarioContext,
  address: Address,
  { route, content, isHttp2 }: Baseline,
): Promise<boolean> {
  const asked = isHttp2 ? openHttp2(address) : await openWire(address, "without a signal");
  if (typeof asked === "string") return false;
  const asking: Promise<Content | undefined> =
    "get" in asked ? asked.get(route.path).ended : ask(asked, route, address.port);
  const answer = await within(plan.startTimeoutMs, asking);
  asked.destroy();
  return answer !== undefined && content !== undefined && isSame(answer, content);
}
