import type { Finding } from "../judge/finding.js";
import type { Plan } from "../options.js";
import type { Measurement, SelfStarted } from "../scenario/measurement.js";
import type { ScenarioId } from "../scenario/scenarios.js";

/** How a check is described to users. */
interface CheckWords {
  /** As for `--only`. */
  readonly id: string;
  /** What a server does that passes. */
  readonly sentence: string;
  /** The lines of docs/contract.md. */
  readonly contract: readonly number[];
  /** The option that the check needs, as users write it, and whether it was given. */
  readonly needs?: { readonly text: string; isGiven(plan: Plan): boolean };
  /** Whether the check needs HTTP/1.1, which a server for HTTP/2 only does not speak. */
  readonly http1: boolean;
}

/** Measured on a server that is ready, beside the other checks of its scenario. */
export interface ServedCheck extends CheckWords {
  readonly scenario: Exclude<ScenarioId, SelfStartedId>;
  /** Opens its connections, waits for `signalled()`, and judges what it sees afterwards. */
  measure(run: Measurement): Promise<Finding>;
}

type SelfStartedId = "start" | "restart";

/** A check that starts the server itself. */
export interface SelfStartedCheck extends CheckWords {
  readonly scenario: SelfStartedId;
  measureStart(run: SelfStarted): Promise<Finding>;
}

export type Check = ServedCheck | SelfStartedCheck;
