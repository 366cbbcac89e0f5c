import { setTimeout as sleep } from "node:timers/promises";
import type { RequestBytes } from "../../clients/request.js";
import type { Answer, Wire } from "../../clients/wire.js";
import { type Finding, notMeasured, tooBusy } from "../../judge/finding.js";
import { judgeAnswer } from "../../judge/judge-answer.js";
import { duration } from "../../judge/times.js";
import type { Measurement } from "../../scenario/measurement.js";
import type { Baseline } from "../../scenario/preflight.js";

/** How long to wait for an answer to an incomplete request. A later one is noticed in the run itself. */
const EARLY_MS = 150;

/** A request that is sent partly before the signal and partly after it, so it is in flight on any route. */
export class HeldRequest {
  readonly #rest: Buffer;

  private constructor(
    readonly run: Measurement,
    readonly wire: Wire,
    rest: Buffer,
  ) {
    this.#rest = rest;
  }

  static async open(
    run: Measurement,
    label: string,
    { request, bytes }: { request: RequestBytes; bytes: number },
  ): Promise<HeldRequest> {
    const wire = await run.open(label);
    await wire.send(request.bytes.subarray(0, bytes));
    return new HeldRequest(run, wire, request.bytes.subarray(bytes));
  }

  /** Whether the server answers before it has the whole request. */
  async isAnsweredEarly(): Promise<boolean> {
    await Promise.race([this.wire.changed(), sleep(EARLY_MS)]);
    return this.wire.answers.length > 0 || this.wire.partial !== undefined;
  }

  /** Sends a part of what is left. */
  sendMore(from: number, to: number): Promise<boolean> {
    return this.wire.send(
      this.#rest.subarray(Math.floor(from * this.#rest.length), Math.floor(to * this.#rest.length)),
    );
  }

  /** Sends the rest, from the share `from` on. Resolves to the answer. */
  async finish(from = 0): Promise<Answer | undefined> {
    await this.sendMore(from, 1);
    return this.wire.answer();
  }

  judge(answer: Answer | undefined, baseline: Baseline): Finding {
    if (answer && answer.endedAt < this.run.server.signalledAt)
      return notMeasured("it was answered before the signal");
    return heldTooLong(this) ?? judgeAnswer(this.run.server, this.wire, { answer, baseline });
  }
}

/** If a busy machine made a client hold its request for too long, the server may rightly have closed the connection. */
export function heldTooLong({ run, wire }: { run: Measurement; wire: Wire }): Finding | undefined {
  if (!wire.end || wire.answers.length > 0) return undefined;
  const ageMs = wire.end.at - wire.openedAt;
  if (ageMs <= run.server.mostHeldMs) return undefined;
  return tooBusy(`a request that it held open was closed when its connection was ${duration(ageMs)} old`);
}
