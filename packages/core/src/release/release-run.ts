import type { Closeable, Release, ReleaseRun } from "../plan.js";
import { isCloseable, isReleaseStep } from "../planning/release-kind.js";
import { closeCloseable } from "./close-closeable.js";

/** A release in the form in which it is run. */
export interface RunnableRelease {
  readonly run: ReleaseRun;
  readonly after: readonly string[];
  /** `undefined`: whatever is left. */
  readonly timeoutMs: number | undefined;
}

/** Turns a function, something closeable, or a step with either into this form. Calls nothing yet. */
export function releaseRun(release: Release): RunnableRelease {
  if (!isReleaseStep(release)) return { run: runOf(release), after: [], timeoutMs: undefined };
  const { run, after = [], timeoutMs } = release;
  return { run: runOf(run), after, timeoutMs };
}

/** Closeable first: a database client may be a function too, and calling it would build a query. */
function runOf(run: ReleaseRun | Closeable): ReleaseRun {
  return isCloseable(run) ? () => closeCloseable(run) : run;
}
