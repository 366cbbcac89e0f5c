/** What became of a readiness check: told when it changes, so never of one that has passed from the first. */
export interface CheckChange {
  /** As in the plan. */
  readonly name: string;
  /** `fail`: it begins to, or does so with another message; `pass`: it failed before. */
  readonly status: "fail" | "pass";
  /** What it threw or rejected with, or why else it fails; `undefined` where it passes. */
  readonly error: Error | undefined;
}
