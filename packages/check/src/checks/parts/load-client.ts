import { setTimeout as sleep } from "node:timers/promises";
import type { RequestBytes } from "../../clients/request.js";
import { OF_MANY, type Wire } from "../../clients/wire.js";
import { type Finding, passed } from "../../judge/finding.js";
import { judgeAnswer, saysClose } from "../../judge/judge-answer.js";
import { mayBeRace } from "../../judge/may-be-race.js";
import type { Baseline } from "../../scenario/baseline.js";
import type { Measurement } from "../../scenario/measurement.js";

/** What became of the requests of a client. */
export interface LoadCount {
  sent: number;
  answered: number;
  /** Clients that could not connect, and sent nothing. */
  refused: number;
  readonly losses: Loss[];
  /** Answers that differ from those before the signal. */
  readonly wrong: Finding[];
}

export interface Loss {
  readonly wire: Wire;
  readonly mayCross: boolean;
  /** Whether it was the first request of its connection. */
  readonly isFirst: boolean;
}

export const noRequest = (): LoadCount => ({ sent: 0, answered: 0, refused: 0, losses: [], wrong: [] });

export interface LoadClient {
  readonly label: string;
  readonly requests: readonly { request: RequestBytes; baseline: Baseline }[];
  /** `undefined`: sends again as soon as it has its answer. */
  readonly thinkMs?: () => number;
  /** Tries again so much later if it is refused. `undefined`: ends then, as where it is sent to another instance. */
  readonly againMs?: number;
  /** Whether the client should stop. */
  isOver(): boolean;
}

/**
 * Behaves like an HTTP library: sends one request after another on one connection, closes it when told to, and opens a
 * new one.
 */
export async function loadClient(run: Measurement, client: LoadClient, count: LoadCount): Promise<void> {
  while (!client.isOver()) {
    const wire = await run.connect(client.label, OF_MANY);
    if (typeof wire === "string") {
      count.refused += 1;
      if (client.againMs !== undefined) {
        await sleep(client.againMs);
        continue;
      }
      if (!run.server.isSignalled) throw new Error(`a client was turned away before any signal: ${wire}`);
      return;
    }
    await useUp(run, wire, client, count);
  }
}

async function useUp(run: Measurement, wire: Wire, client: LoadClient, count: LoadCount): Promise<void> {
  for (let i = 0; ; i++) {
    if (client.thinkMs) await sleep(client.thinkMs());
    else await sleep(0);
    if (wire.end) return;
    if (client.isOver()) return wire.leave();
    const { request, baseline } = client.requests[
      i % client.requests.length
    ] as LoadClient["requests"][number];
    if (!(await wire.send(request.bytes))) {
      // A write this small into an empty buffer succeeds completely or not at all, so nothing was sent.
      return;
    }
    count.sent += 1;
    const answer = await wire.answer();
    if (answer === undefined) return lost(run, wire, { place: i, count });
    count.answered += 1;
    // The next process of a restart may answer as it likes.
    const isOfAnother = wire.openedAt > (run.server.process.end?.at ?? wire.openedAt);
    const judged = isOfAnother ? passed() : judgeAnswer(run.server, wire, { answer, baseline });
    if (judged.outcome !== "passed") count.wrong.push(judged);
    if (saysClose(answer)) return wire.leave();
  }
}

async function lost(
  run: Measurement,
  wire: Wire,
  { place, count }: { place: number; count: LoadCount },
): Promise<void> {
  const mayCross = await mayBeRace(run.server, wire);
  wire.markLost();
  count.losses.push({ wire, mayCross, isFirst: place === 0 });
}
