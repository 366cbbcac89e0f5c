/** A change in the result of a readiness check. A check that has always passed causes none. */
export interface CheckChange {
  /** The name in the plan. */
  readonly name: string;
  /** `fail`: the check has begun to fail, or fails with another message. `pass`: it passes again. */
  readonly status: "fail" | "pass";
  /** What the check threw or rejected with, or another reason why it fails; `undefined` if it passes. */
  readonly error: Error | undefined;
}
