/** A change of a readiness check. A check that has always passed causes none. */
export interface CheckChange {
  /** As in the plan. */
  readonly name: string;
  /** `fail`: it begins to fail, or fails with another message; `pass`: it failed before. */
  readonly status: "fail" | "pass";
  /** What it threw or rejected with, or why else it fails; `undefined` where it passes. */
  readonly error: Error | undefined;
}
