import type { RunRecord } from "../report.js";
import type { Baseline } from "../scenario/baseline.js";

/** The likely cause of a failure. If it depends on other runs, it is a function that is called when all have ended. */
export type Cause = string | ((runs: readonly RunRecord[]) => string | undefined);

/** The result of one check in one run. */
export type Finding = { readonly outcome: "passed"; readonly note?: string } | Lost | NotMeasured;

interface Lost {
  readonly outcome: "failed" | "race";
  readonly seen: readonly string[];
  readonly cause?: Cause;
  /** The requests held open that it rests on, if they are all: it stands if the server waits for them otherwise. */
  readonly givenUp?: readonly GivenUp[];
  /** Set if all that it rests on is the content of answers. */
  readonly contents?: OtherContents;
}

/** Answers whose content is not that from before the signal. */
export interface OtherContents {
  readonly answers: readonly OtherContent[];
  /** The finding if their content changes without a signal, too. */
  readonly otherwise: Finding;
}

export interface OtherContent {
  readonly baseline: Baseline;
  /** The age of the process. */
  readonly ageMs: number;
}

/** What was sent of a request, and how soon the server closed or answered that without the rest. */
export interface GivenUp {
  readonly bytes: Buffer;
  readonly afterMs: number;
}

interface NotMeasured {
  readonly outcome: "not-measured";
  readonly reason: string;
  /** What the check saw of a loss that another one is the check of. */
  readonly lost?: Finding;
  /** The machine kept it from being measured: another time it may be. */
  readonly isOfMachine?: boolean;
}

export const passed = (note?: string): Finding => ({
  outcome: "passed",
  ...(note !== undefined && { note }),
});

export const notMeasured = (reason: string): NotMeasured => ({ outcome: "not-measured", reason });

/** Not measured now, since this process or the server was kept from running: it is measured again. */
export const tooBusy = (seen: string): Finding => ({
  outcome: "not-measured",
  reason: `the machine was too busy: ${seen}`,
  isOfMachine: true,
});

export const isOfMachine = (finding: Finding | undefined): finding is NotMeasured =>
  finding?.outcome === "not-measured" && finding.isOfMachine === true;

export const failed = (seen: string | readonly string[], cause?: Cause): Finding => ({
  outcome: "failed",
  seen: typeof seen === "string" ? [seen] : seen,
  ...(cause !== undefined && { cause }),
});

/** A failure that rests on these requests, if there are any. */
export const restingOn = (givenUp: readonly GivenUp[], finding: Finding): Finding =>
  finding.outcome === "failed" && givenUp.length > 0 ? { ...finding, givenUp } : finding;

/** A failure because of the content of an answer, which is passed if that changes without a signal, too. */
export const otherContent = (answer: OtherContent, finding: Finding): Finding =>
  finding.outcome === "failed"
    ? {
        ...finding,
        contents: {
          answers: [answer],
          otherwise: passed("the content of its answers changes without a signal, too, and was not compared"),
        },
      }
    : finding;

export const contentsOf = (finding: Finding): OtherContents | undefined =>
  "contents" in finding ? finding.contents : undefined;

export const givenUpOf = (finding: Finding): readonly GivenUp[] =>
  ("givenUp" in finding ? finding.givenUp : undefined) ?? [];

/** How many losses of one run are reported byte by byte. */
const SHOWN = 3;

/** Combines several requests of one check: a failure decides, then a race, then anything that was measured. */
export function worst(findings: readonly Finding[]): Finding {
  const failures = findings.filter(({ outcome }) => outcome === "failed");
  // What was lost is certain.
  const lost = failures.filter((finding) => contentsOf(finding) === undefined);
  const bad = lost.length > 0 ? lost : failures;
  const raced = findings.filter(({ outcome }) => outcome === "race");
  const [outcome, decisive] = bad.length > 0 ? (["failed", bad] as const) : (["race", raced] as const);
  if (decisive.length > 0) {
    const causes = decisive.flatMap((finding) =>
      "cause" in finding && finding.cause ? [finding.cause] : [],
    );
    const seen = decisive.flatMap((finding) => ("seen" in finding ? finding.seen : []));
    const more = seen.length > SHOWN ? [`and ${seen.length - SHOWN} more like these`] : [];
    const givenUp = decisive.map(givenUpOf);
    const answers = decisive.flatMap((finding) => contentsOf(finding)?.answers ?? []);
    const otherwise = () => worst(findings.map((finding) => contentsOf(finding)?.otherwise ?? finding));
    return {
      outcome,
      seen: [...seen.slice(0, SHOWN), ...more],
      ...(causes[0] !== undefined && { cause: causes[0] }),
      ...(givenUp.every(({ length }) => length > 0) && { givenUp: givenUp.flat() }),
      ...(answers.length > 0 && { contents: { answers, otherwise: otherwise() } }),
    };
  }
  const good = findings.filter((finding) => finding.outcome === "passed");
  const notes = new Set(good.flatMap((finding) => ("note" in finding && finding.note ? [finding.note] : [])));
  if (good.length > 0) return passed(notes.size > 0 ? [...notes].join("; ") : undefined);
  return findings.find(({ outcome }) => outcome === "not-measured") ?? notMeasured("no request was sent");
}
