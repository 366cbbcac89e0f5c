/** Whoever started this process and wants to hear how it is. Telling it never holds the process, and never throws. */
export interface Supervisor {
  /** Every lifecycle serves. Once. */
  ready?(): void;
  /** Every lifecycle is being shut down. Once. */
  stopping?(): void;
  /** Every lifecycle is closed, and the process ends. */
  ended?(): void;
  /** Every lifecycle is closed: lets go of the process. */
  leave?(): void;
}

/** What a supervisor may ask of this process. */
export interface SupervisedProcess {
  /** The supervisor wants it to shut down. */
  startShutdown(reason: string): void;
  warn(line: string): void;
}
