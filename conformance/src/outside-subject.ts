import { readFileSync } from "node:fs";
import type { RawClient } from "../../test-kit/raw-client.mjs";
import type { Subject } from "./contract-line.js";
import type { OutsideApp, OutsidePlan } from "./outside-app.js";
import type { Stage } from "./stage.js";

/** A target under one runtime, in a process of its own. */
export interface OutsideSubject extends Subject {
  /** Starts it, to be closed with the test. `connect`: a client that has sent nothing. */
  begin(stage: Stage, plan?: OutsidePlan): Promise<{ app: OutsideApp; connect(): Promise<RawClient> }>;
}

export const CLEAN = { code: 0, signal: null };
/** What its releases print, dependants first. */
export const RELEASED = ["queue released", "pool released"] as const;

const contract = readFileSync(new URL("../../docs/contract.md", import.meta.url), "utf8");

/** A line of the contract as its page has it. */
export function sentenceOf(line: number): string {
  const [, sentence] = new RegExp(`^\\| ${line} \\| (.+?) \\|`, "m").exec(contract) ?? [];
  if (sentence === undefined) throw new Error(`the contract has no line ${line}`);
  return sentence;
}
