import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../clients/address.js";
import { requestTo } from "../clients/request.js";
import { openWire, type Wire, type WireOptions } from "../clients/wire.js";
import type { Plan } from "../options.js";
import type { RunRecord, TimeLineClient } from "../report.js";
import { isListening, knowsListeners } from "./listening-ports.js";
import { pausedSince } from "./own-lag.js";
import type { Preflight } from "./preflight.js";
import { RunDelay } from "./run-delay.js";
import type { ProcessEnd, ServerProcess } from "./server-process.js";

/** How far beyond the budget it is waited: an exit just behind it is another fault than none at all. */
const BEYOND_MS = 1_000;
/** A server that goes on to accept has not shown that it heard the signal: by then it has. */
const NOTICE_MS = 1_000;
const POLL_MS = 10;
/** How long requests are held open behind the signal: a quarter of the budget, and no more than this. */
const MOST_HELD_MS = 2_500;
/** From the first connection of a scenario to its signal. */
const OPENING_MS = 1_000;
const SETTLING = 2;
const SETTLE_MS = 5_000;
const MOST_CLIENTS = 60;
const MOST_OUTPUT = 4_096;

/** One process of the server in which the checks of one scenario are measured side by side. */
export class ServerRun {
  signalledAt = Number.NaN;
  /** When the server was seen to have heard the signal. */
  noticedAt = Number.POSITIVE_INFINITY;
  readonly #clients: { check: string; wire: Wire }[] = [];
  readonly #others: TimeLineClient[] = [];
  readonly #afterSignal: Promise<void>;
  readonly #preparations: (() => Promise<void>)[] = [];
  #markSignalled: () => void = () => {};
  #noticed: Promise<void> | undefined;

  constructor(
    readonly plan: Plan,
    readonly preflight: Preflight,
    readonly process: ServerProcess,
    readonly address: Address,
    readonly names: { scenario: string; run: number },
    readonly onSignal: () => void = () => {},
  ) {
    this.#afterSignal = new Promise((resolve) => {
      this.#markSignalled = resolve;
    });
  }

  get isSignalled(): boolean {
    return !Number.isNaN(this.signalledAt);
  }

  get signalNumber(): number {
    return constants.signals[this.plan.signal];
  }

  /** Connects a client of a check; resolves to the code of the error where it is turned away. */
  async connect(check: string, label: string, options?: WireOptions): Promise<Wire | string> {
    const wire = await openWire(this.address, label, options);
    if (typeof wire !== "string") this.#clients.push({ check, wire });
    return wire;
  }

  /** What a client that is no bare connection saw, a WebSocket for instance. */
  track(check: string, label: string): TimeLineClient {
    const client: TimeLineClient = { check, label, events: [] };
    this.#others.push(client);
    return client;
  }

  /** What is done at the last moment before the signal. */
  beforeSignal(prepare: () => Promise<void>): void {
    this.#preparations.push(prepare);
  }

  /**
   * Resolves when the server has taken what its clients did so far: it accepts connections in their order, so behind
   * the answers to a later one those before it were accepted, and what they had sent was read.
   */
  async settle(): Promise<void> {
    for (let i = 0; i < SETTLING && this.preflight.http1 && !this.process.end; i++) {
      const wire = await this.connect("settle", "asks whether all has arrived");
      if (typeof wire === "string") return;
      const request = requestTo(this.preflight.ordinary.route, this.address.port, {
        headers: { Connection: "close" },
      });
      await wire.send(request.bytes);
      await Promise.race([wire.answer(), sleep(SETTLE_MS, undefined, { ref: false })]);
      wire.leave();
    }
  }

  async prepare(): Promise<void> {
    await this.settle();
    for (const prepare of this.#preparations) await prepare();
  }

  /** Sends the signal. The process is killed when it is still there behind its budget. */
  signal(): void {
    this.signalledAt = performance.now();
    this.process.signal(this.plan.signal);
    // Where this process was not running meanwhile, an exit that is there already is heard of first.
    const kill = () => setImmediate(() => setImmediate(() => this.process.end ?? this.process.kill()));
    const bound = setTimeout(kill, this.plan.budgetMs + BEYOND_MS);
    void this.process.ended.then(() => clearTimeout(bound));
    this.onSignal();
    this.#noticed = this.#notice();
    this.#markSignalled();
  }

  signalled(): Promise<void> {
    return this.#afterSignal;
  }

  /**
   * Resolves when the server has heard the signal: it does not listen any more, or has ended, or had a processor for the
   * lame duck and a second. Before that it would be asked nothing but what it answers every day.
   */
  async noticed(): Promise<void> {
    await this.#afterSignal;
    await this.#noticed;
  }

  async #notice(): Promise<void> {
    const bound = this.signalledAt + this.plan.lameDuckMs + NOTICE_MS;
    const delay = new RunDelay(this.process.pid);
    delay.sample();
    // Who got no processor could not hear it. The budget bounds this: the process is gone then.
    const starvedMs = () => Math.max(delay.since(this.signalledAt), pausedSince(this.signalledAt));
    while (performance.now() < bound + starvedMs() && !this.process.end && (await this.#accepts()))
      await sleep(POLL_MS);
    this.noticedAt = performance.now();
  }

  async #accepts(): Promise<boolean> {
    if (knowsListeners) return isListening(this.address.port, this.signalledAt);
    const wire = await openWire(this.address, "looks", { tls: false });
    if (typeof wire !== "string") wire.destroy();
    return typeof wire !== "string";
  }

  /** Resolves when requests were held open for a while behind the signal, or the process has ended. */
  async held(): Promise<void> {
    await this.noticed();
    await Promise.race([sleep(this.#heldMs), this.process.ended]);
  }

  get #heldMs(): number {
    return Math.min(MOST_HELD_MS, (this.plan.budgetMs - this.plan.lameDuckMs) / 4);
  }

  /**
   * How old the connection of a request that is held open is when its rest comes, at most, unless the machine is busy:
   * what comes later may find it closed for good reason. Go closes one that has sent no whole head for five seconds.
   */
  get mostHeldMs(): number {
    return OPENING_MS + this.plan.lameDuckMs + NOTICE_MS + this.#heldMs;
  }

  async exited(): Promise<ProcessEnd> {
    await this.#afterSignal;
    return this.process.ended;
  }

  /** The clients of a check that is through close their connections. */
  leave(check: string): void {
    for (const client of this.#clients) if (client.check === check && !client.wire.end) client.wire.leave();
  }

  /** Ends what is left, connections too. */
  close(): void {
    this.process.kill();
    for (const { wire } of this.#clients) wire.destroy();
  }

  record(startMs: number): RunRecord {
    const zero = this.isSignalled ? this.signalledAt : this.process.startedAt;
    const { end } = this.process;
    const clients = this.#clients.filter(({ check }) => check !== "settle");
    // Of hundreds, those that lost something are the ones to be looked at.
    const lostFirst = [...clients].sort((a, b) => Number(b.wire.isLost) - Number(a.wire.isLost));
    const wires = lostFirst.slice(0, MOST_CLIENTS).map(({ check, wire }) => ({
      check,
      label: wire.label,
      events: wire.events.map(({ at, ...event }) => ({ ms: rounded(at - zero), ...event })),
    }));
    return {
      ...this.names,
      startMs: rounded(startMs),
      ...(end &&
        this.isSignalled && {
          exit: { code: end.code, signal: end.signal, afterMs: rounded(end.at - zero), killed: end.killed },
        }),
      clients: [...wires, ...this.#others],
      output: `${this.process.printed("stdout")}${this.process.printed("stderr")}`.slice(-MOST_OUTPUT),
    };
  }
}

const rounded = (ms: number) => Math.round(ms * 10) / 10;
