import type { Finding } from "../judge/finding.js";
import type { Plan } from "../options.js";
import type { Measurement, SelfStarted } from "../scenario/measurement.js";
import type { ScenarioId } from "../scenario/scenarios.js";

/** What a check is to people. */
interface CheckWords {
  /** As for `--only`. */
  readonly id: string;
  /** What a server does that passes. */
  readonly sentence: string;
  /** The lines of docs/contract.md. */
  readonly contract: readonly number[];
  /** What it must be told: the option as people write it, and whether it was given. */
  readonly needs?: { readonly text: string; isGiven(plan: Plan): boolean };
  /** Whether it speaks HTTP/1.1, which a server of HTTP/2 alone does not. */
  readonly http1: boolean;
}

/** Measured on a server that is ready, beside the other checks of its scenario. */
export interface ServedCheck extends CheckWords {
  readonly scenario: Exclude<ScenarioId, SelfStartedId>;
  /** Opens what it needs, waits for `signalled()`, and judges what it then sees. */
  measure(run: Measurement): Promise<Finding>;
}

type SelfStartedId = "start" | "restart";

/** Starts the server itself. */
export interface SelfStartedCheck extends CheckWords {
  readonly scenario: SelfStartedId;
  measureStart(run: SelfStarted): Promise<Finding>;
}

export type Check = ServedCheck | SelfStartedCheck;
