import type { Address } from "../clients/address.js";
import type { Wire, WireOptions } from "../clients/wire.js";
import type { Plan } from "../options.js";
import type { TimeLineClient } from "../report.js";
import type { Guard } from "./guard.js";
import type { Baseline, Preflight } from "./preflight.js";
import type { ProcessEnd, ServerProcess } from "./server-process.js";
import type { ServerRun } from "./server-run.js";

/** The view that one check has of a run: its clients are known as its own, and the signal waits until it is ready. */
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

  /** The ordinary request. */
  get ordinary(): Baseline {
    return this.preflight.ordinary;
  }

  connect(label: string, options?: WireOptions): Promise<Wire | string> {
    return this.server.connect(this.check, label, options);
  }

  /** Connects before the signal, when a server that works turns no client away. */
  async open(label: string, options?: WireOptions): Promise<Wire> {
    const wire = await this.connect(label, options);
    if (typeof wire === "string") throw new Error(`a client was turned away before any signal: ${wire}`);
    return wire;
  }

  track(label: string): TimeLineClient {
    return this.server.track(this.check, label);
  }

  /** This check is ready for the signal; resolves when it was sent. `atLast` is done immediately before. */
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

/** For a check that starts the server itself. */
export interface SelfStarted {
  readonly plan: Plan;
  readonly preflight: Preflight;
  readonly run: number;
  readonly port: number;
  readonly guard: Guard;
  /** One more process of the server. */
  start(): ServerProcess;
  /** A run whose clients and process are recorded. Without an address it has no clients. */
  runOf(process: ServerProcess, address?: Address): ServerRun;
}
