/**
 * What started this process and wants to know its state. Its methods never throw, and hold the process for a moment at
 * most.
 */
export interface Supervisor {
  /** Every lifecycle serves. Called once. */
  ready?(): void;
  /** Every lifecycle is being shut down. Called once. */
  stopping?(): void;
  /** Every lifecycle is closed, and the process ends. */
  ended?(): void;
  /** Every lifecycle is closed: removes the listeners from the process. */
  leave?(): void;
}

/** This process, as a supervisor sees it. */
export interface SupervisedProcess {
  /** Starts the shutdown of every lifecycle with `exit`. */
  startShutdown(reason: string): void;
  warn(line: string): void;
}
