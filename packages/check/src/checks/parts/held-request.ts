import { setTimeout as sleep } from "node:timers/promises";
import type { RequestBytes } from "../../clients/request.js";
import type { Answer, Wire } from "../../clients/wire.js";
import { describeWire } from "../../judge/describe-wire.js";
import { type Finding, failed, type GivenUp, notMeasured, restingOn, tooBusy } from "../../judge/finding.js";
import { judgeAnswer } from "../../judge/judge-answer.js";
import { duration } from "../../judge/times.js";
import type { Baseline } from "../../scenario/baseline.js";
import type { Measurement } from "../../scenario/measurement.js";

/** How long to wait for an answer to an incomplete request. A later one is noticed in the run itself. */
const EARLY_MS = 150;

/** A request that is sent partly before the signal and partly after it, so it is in flight on any route. */
export class HeldRequest {
  /** What the server did not wait for, if it ended the request before the next part was sent. */
  givenUp: readonly GivenUp[] = [];

  private constructor(
    readonly run: Measurement,
    readonly wire: Wire,
    readonly begun: Buffer,
    readonly rest: Buffer,
  ) {}

  static async open(
    run: Measurement,
    label: string,
    { request, bytes }: { request: RequestBytes; bytes: number },
  ): Promise<HeldRequest> {
    const wire = await run.open(label);
    await wire.send(request.bytes.subarray(0, bytes));
    return new HeldRequest(run, wire, request.bytes.subarray(0, bytes), request.bytes.subarray(bytes));
  }

  /** Whether the server answers before it has the whole request. */
  async isAnsweredEarly(): Promise<boolean> {
    await Promise.race([this.wire.changed(), sleep(EARLY_MS)]);
    return this.wire.answers.length > 0 || this.wire.partial !== undefined;
  }

  /** Sends a part of what is left. */
  sendMore(from: number, to: number): Promise<boolean> {
    const place = (share: number) => Math.floor(share * this.rest.length);
    if (this.givenUp.length === 0)
      this.givenUp = givenUp(this.wire, Buffer.concat([this.begun, this.rest.subarray(0, place(from))]));
    return this.wire.send(this.rest.subarray(place(from), place(to)));
  }

  /** Sends the rest, from the share `from` on. Resolves to the answer. */
  async finish(from = 0): Promise<Answer | undefined> {
    await this.sendMore(from, 1);
    return this.wire.answer();
  }

  heldTooLong(): Finding | undefined {
    const { run, wire, begun, rest } = this;
    return heldTooLong({ run, wire, bytes: begun.length + rest.length });
  }

  judge(answer: Answer | undefined, baseline: Baseline): Finding {
    if (answer && answer.endedAt < this.run.server.signalledAt)
      return notMeasured("it was answered before the signal");
    const tooLong = this.heldTooLong();
    if (tooLong) return tooLong;
    const judged = judgeAnswer(this.run.server, this.wire, { answer, baseline });
    const isEarly = judged.outcome === "passed" && this.givenUp.length > 0;
    return restingOn(this.givenUp, isEarly ? answeredEarly(this) : judged);
  }
}

const answeredEarly = ({ run, wire }: HeldRequest): Finding =>
  failed(
    describeWire(wire, run.server.signalledAt),
    "it was answered as if all of it had been read: the signal ends every answer that is open",
  );

/** That a request of which these bytes were sent was closed or answered, if it was. */
export function givenUp(wire: Wire, bytes: Buffer): readonly GivenUp[] {
  const partialAt = wire.partial && performance.now();
  const at = wire.answers[0]?.endedAt ?? wire.end?.at ?? partialAt;
  return at === undefined ? [] : [{ bytes, afterMs: at - wire.openedAt }];
}

/** If a busy machine made a client hold its request for too long, the server may rightly have closed the connection. */
export function heldTooLong({
  run,
  wire,
  bytes,
}: {
  run: Measurement;
  wire: Wire;
  bytes: number;
}): Finding | undefined {
  if (!wire.end || wire.answers.length > 0) return undefined;
  // Once all was sent, it is the server that is late.
  const ageMs = (wire.sent >= bytes ? wire.sentAt : wire.end.at) - wire.openedAt;
  if (ageMs <= run.server.mostHeldMs) return undefined;
  return tooBusy(`a request that it held open was closed when its connection was ${duration(ageMs)} old`);
}
