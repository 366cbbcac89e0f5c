import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../clients/address.js";
import { requestTo } from "../clients/request.js";
import { openWire, type Wire, type WireOptions } from "../clients/wire.js";
import type { Plan } from "../options.js";
import type { RunRecord, TimeLineClient } from "../report.js";
import { type Baseline, type Content, isSame } from "./baseline.js";
import { isListening, knowsListeners } from "./listening-ports.js";
import { pausedSince } from "./own-lag.js";
import { type Preflight, within } from "./preflight.js";
import { RunDelay } from "./run-delay.js";
import type { ProcessEnd, ServerProcess } from "./server-process.js";

/** How long to wait after the budget: an exit slightly too late is another fault than none at all. */
const BEYOND_MS = 1_000;
/** A server that still accepts has not shown that it got the signal. After this time it is assumed. */
const NOTICE_MS = 1_000;
const POLL_MS = 10;
/** How long requests are held open after the signal: a quarter of the budget, at most this. */
const MOST_HELD_MS = 2_500;
/** From the first connection of a scenario to its signal. */
const OPENING_MS = 1_000;
const SETTLING = 2;
const SETTLE_MS = 5_000;
const EXIT_MS = 100;
const MOST_CLIENTS = 60;
const MOST_OUTPUT = 4_096;

/** One process of the server in which the checks of one scenario are measured side by side. */
export class ServerRun {
  signalledAt = Number.NaN;
  /** When the server noticeably reacted to the signal. */
  noticedAt = Number.POSITIVE_INFINITY;
  /** Whether an answer before the signal was not that of the preflight: it varies with the process or its clients. */
  contentVaries = false;
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

  sawBeforeSignal(answer: Content, { content }: Baseline): void {
    if (content && !isSame(answer, content)) this.contentVaries = true;
  }

  get signalNumber(): number {
    return constants.signals[this.plan.signal];
  }

  /** Connects a client of a check. Resolves to an error code if that fails. */
  async connect(check: string, label: string, options?: WireOptions): Promise<Wire | string> {
    const wire = await openWire(this.address, label, options);
    if (typeof wire !== "string") this.#clients.push({ check, wire });
    return wire;
  }

  /** Records the events of a client that is not a plain connection, such as a WebSocket. */
  track(check: string, label: string): TimeLineClient {
    const client: TimeLineClient = { check, label, events: [] };
    this.#others.push(client);
    return client;
  }

  /** Adds something to do immediately before the signal. */
  beforeSignal(prepare: () => Promise<void>): void {
    this.#preparations.push(prepare);
  }

  /**
   * Resolves when the server has read what its clients sent so far. It accepts connections in their order, so when
   * later ones are answered, the earlier ones were accepted and their data was read.
   */
  async settle(): Promise<void> {
    for (let i = 0; i < SETTLING && this.preflight.http1 && !this.process.end; i++) {
      const wire = await this.connect("settle", "settle");
      if (typeof wire === "string") return this.#hasEnded();
      const request = requestTo(this.preflight.ordinary.route, this.address.port, {
        headers: { Connection: "close" },
      });
      await wire.send(request.bytes);
      const answer = await within(SETTLE_MS, wire.answer());
      wire.leave();
      if (answer === undefined) return this.#hasEnded();
      this.sawBeforeSignal(answer, this.preflight.ordinary);
    }
  }

  /** The end of the connections to a process that has ended may be noticed before its own. */
  async #hasEnded(): Promise<void> {
    await within(EXIT_MS, this.process.ended);
  }

  async prepare(): Promise<void> {
    await this.settle();
    for (const prepare of this.#preparations) await prepare();
  }

  /** Sends the signal. If the process still runs when its budget is over, it is killed. */
  signal(): void {
    this.signalledAt = performance.now();
    this.process.signal(this.plan.signal);
    // If this process was suspended meanwhile, an exit that has already happened has to be noticed first.
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
   * Resolves when the server has noticeably reacted to the signal: it has stopped listening or ended, or it has had a
   * processor for the lame duck and a second. A check before that would only see normal operation.
   */
  async noticed(): Promise<void> {
    await this.#afterSignal;
    await this.#noticed;
  }

  async #notice(): Promise<void> {
    const bound = this.signalledAt + this.plan.lameDuckMs + NOTICE_MS;
    const delay = new RunDelay(this.process.pid);
    delay.sample();
    // A server that got no processor cannot have reacted. The budget bounds the wait: the process is gone then.
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

  /** Resolves when requests were held open for a while after the signal, or the process has ended. */
  async held(): Promise<void> {
    await this.noticed();
    await Promise.race([sleep(this.#heldMs), this.process.ended]);
  }

  get #heldMs(): number {
    return Math.min(MOST_HELD_MS, (this.plan.budgetMs - this.plan.lameDuckMs) / 4);
  }

  /**
   * The greatest age of a connection at which the rest of a held request is sent, unless the machine is busy. An older
   * one may have been closed for good reason: Go closes a connection whose head is not complete after five seconds.
   */
  get mostHeldMs(): number {
    return OPENING_MS + this.plan.lameDuckMs + NOTICE_MS + this.#heldMs;
  }

  async exited(): Promise<ProcessEnd> {
    await this.#afterSignal;
    return this.process.ended;
  }

  /** Closes the connections of a check that is done. */
  leave(check: string): void {
    for (const client of this.#clients) if (client.check === check && !client.wire.end) client.wire.leave();
  }

  /** Kills the process and destroys all connections. */
  close(): void {
    this.process.kill();
    for (const { wire } of this.#clients) wire.destroy();
  }

  record(startMs: number): RunRecord {
    const zero = this.isSignalled ? this.signalledAt : this.process.startedAt;
    const { end } = this.process;
    const clients = this.#clients.filter(({ check }) => check !== "settle");
    // The report keeps few of hundreds: those that lost something come first.
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
