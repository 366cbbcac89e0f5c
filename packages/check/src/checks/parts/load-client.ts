import { setTimeout as sleep } from "node:timers/promises";
import type { RequestBytes } from "../../clients/request.js";
import { OF_MANY, type Wire } from "../../clients/wire.js";
import type { Finding } from "../../judge/finding.js";
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
  /** Requests lost as the first of their connection: `new-connections` judges those. */
  lostAtOnce: number;
  /** Requests lost on a connection that had had an answer before. */
  losses: { wire: Wire; mayCross: boolean }[];
  /** Answers that differ from those before the signal. */
  wrong: Finding[];
}

export interface LoadClient {
  readonly label: string;
  readonly requests: readonly { request: RequestBytes; baseline: Baseline }[];
  /** `undefined`: sends again as soon as it has its answer. */
  readonly thinkMs?: () => number;
  /** Whether the client should stop. */
  isOver(): boolean;
}

/**
 * Behaves like an HTTP library: sends one request after another on one connection, closes it when told to, and opens a
 * new one. It ends when it cannot connect; a load balancer would send a real client to another instance.
 */
export async function loadClient(run: Measurement, client: LoadClient, count: LoadCount): Promise<void> {
  while (!client.isOver()) {
    const wire = await run.connect(client.label, OF_MANY);
    if (typeof wire === "string") {
      count.refused += 1;
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
    const judged = judgeAnswer(run.server, wire, { answer, baseline });
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
  if (place === 0 && mayCross) count.lostAtOnce += 1;
  else count.losses.push({ wire, mayCross });
}
