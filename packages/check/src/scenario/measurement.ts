import type { Address } from "../clients/address.js";
import type { Wire, WireOptions } from "../clients/wire.js";
import { NotMeasurableError } from "../errors.js";
import type { Plan } from "../options.js";
import type { TimeLineClient } from "../report.js";
import type { Baseline } from "./baseline.js";
import type { Guard } from "./guard.js";
import type { Preflight } from "./preflight.js";
import type { ProcessEnd, ServerProcess } from "./server-process.js";
import type { ServerRun } from "./server-run.js";

/** Of the budget, without the lame duck. */
const LATE_SHARE = 0.75;

/**
 * A run as one check sees it: clients are recorded as those of the check, and the signal waits until the check is
 * ready.
 */
export class Measurement {
  readonly #arrive: () => void;

  constructor(
    readonly server: ServerRun,
    readonly check: string,
    arrive: () => void,
  ) {
    this.#arrive = arrive;
  }

  get plan(): Plan {
    return this.server.plan;
  }

  get preflight(): Preflight {
    return this.server.preflight;
  }

  /** What is closed so long after the signal was closed by a deadline, and not because it was idle. */
  get lateMs(): number {
    const { lameDuckMs, budgetMs } = this.plan;
    return lameDuckMs + (budgetMs - lameDuckMs) * LATE_SHARE;
  }

  /** The ordinary request. */
  get ordinary(): Baseline {
    return this.preflight.ordinary;
  }

  connect(label: string, options?: WireOptions): Promise<Wire | string> {
    return this.server.connect(this.check, label, options);
  }

  /** Connects before the signal. Throws if the server refuses, which a working one does not. */
  async open(label: string, options?: WireOptions): Promise<Wire> {
    const wire = await this.connect(label, options);
    if (typeof wire === "string")
      throw new NotMeasurableError(`a client was turned away before any signal: ${wire}`);
    return wire;
  }

  track(label: string): TimeLineClient {
    return this.server.track(this.check, label);
  }

  /**
   * Says that this check is ready for the signal, and resolves when it was sent. `atLast` runs immediately before it.
   */
  async signalled(atLast?: () => Promise<void>): Promise<void> {
    if (atLast) this.server.beforeSignal(atLast);
    this.#arrive();
    await this.server.signalled();
  }

  noticed(): Promise<void> {
    return this.server.noticed();
  }

  held(): Promise<void> {
    return this.server.held();
  }

  exited(): Promise<ProcessEnd> {
    return this.server.exited();
  }
}

/** The tools of a check that starts the server itself. */
export interface SelfStarted {
  readonly plan: Plan;
  readonly preflight: Preflight;
  readonly run: number;
  readonly port: number;
  readonly guard: Guard;
  /** Starts another process of the server. */
  start(): ServerProcess;
  /** Creates a run that records clients and the process. Without an address it has no clients. */
  runOf(process: ServerProcess, address?: Address): ServerRun;
}
