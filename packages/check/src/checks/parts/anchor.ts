import { requestTo } from "../../clients/request.js";
import type { GivenUp } from "../../judge/finding.js";
import type { Measurement } from "../../scenario/measurement.js";
import { HeldRequest } from "./held-request.js";

export interface Anchor {
  /** Completes the request. Resolves when it is known whether it was answered. */
  ended(): Promise<void>;
  /** Whether it was answered after the signal: the server was draining. */
  readonly wasAnswered: boolean;
  /** What the server did not wait for. If it does not wait without a signal either, it may still have drained. */
  givenUp(): readonly GivenUp[];
}

/**
 * A request whose head is incomplete while other connections are watched. It is completed at the end. If the server
 * answers it, the server was draining, and what it lost on idle connections is the race of HTTP/1.1. If the server is
 * gone, it lost them by exiting. Some servers treat a connection with part of a head as idle and close it: then a
 * second request decides, whose body is incomplete.
 */
export async function openAnchor(run: Measurement): Promise<Anchor> {
  const { port } = run.server.address;
  const get = requestTo(run.ordinary.route, port);
  const post = requestTo(run.plan.upload ?? { method: "POST", path: run.ordinary.route.path }, port);
  const [head, body] = await Promise.all([
    HeldRequest.open(run, "held open to the end", { request: get, bytes: get.headBytes - 1 }),
    HeldRequest.open(run, "held open to the end, in its body", {
      request: post,
      bytes: post.bytes.length - 1,
    }),
  ]);
  let wasTakenForIdle = false;
  const anchor = {
    wasAnswered: false,
    givenUp() {
      const decisive = wasTakenForIdle ? [head, body] : [head];
      const all = decisive.map(({ givenUp }) => givenUp);
      return !anchor.wasAnswered && all.every(({ length }) => length > 0) ? all.flat() : [];
    },
    async ended() {
      await run.noticed();
      wasTakenForIdle = head.wire.end !== undefined;
      const [ofHead, ofBody] = await Promise.all([head.finish(), body.finish()]);
      const answer = wasTakenForIdle ? ofBody : ofHead;
      anchor.wasAnswered = answer !== undefined && answer.endedAt > run.server.signalledAt;
    },
  };
  return anchor;
}
