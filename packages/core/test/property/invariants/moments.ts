import { isMeantToEnd } from "../world/ask.js";
import { HttpPeer } from "../world/http-peer.js";
import { BROWSER_PAUSE_MS, Http2Peer } from "../world/http2-peer.js";
import { type Peer, TURNAROUND_MS } from "../world/peer.js";
import { SETTLE_MS } from "../world/play.js";
import type { World } from "../world/world.js";
import type { Invariant } from "./invariant.js";

const LINGER_MS = 2_000;
/** A handshake that goes on is looked at this often, and noticed to have stopped at the second look. */
const HANDSHAKE_PACE_MS = 250;
/** How often a response that has no headers yet is looked at again. */
const STREAM_POLL_MS = 1_000;

const known = ({ peers }: World) => peers.filter(({ isKnown }) => isKnown);
const http = (world: World) =>
  known(world).filter((peer): peer is HttpPeer => peer instanceof HttpPeer && peer.isOpen);
const http2 = (world: World) =>
  known(world).filter((peer): peer is Http2Peer => peer instanceof Http2Peer && peer.isOpen);
const isUp = ({ drainedAt, endedAt }: World) => drainedAt !== undefined && endedAt === undefined;

/** What is true whenever everything has settled while a drain runs: nothing outstays its time. */
export const moments: readonly Invariant[] = [
  {
    name: "the drain has ended 100 ms after its deadline",
    at: "moment",
    check(world, claim) {
      if (!isUp(world)) return;
      const now = world.clock.now();
      claim(now <= world.deadline + SETTLE_MS + world.lateMs, () => `now ${now}`);
    },
  },
  {
    name: "the drain has ended when nothing is left",
    at: "moment",
    check(world, claim) {
      if (world.drainedAt === undefined) return;
      const { servers, addedAt } = world;
      const isLeft =
        world.peers.some(({ closedAt }) => closedAt === undefined) ||
        world.works.some(({ isOver }) => !isOver) ||
        [...addedAt.keys()].some((name) => servers.get(name)?.listening);
      if (!isLeft) claim(world.endedAt !== undefined, () => `nothing is left at ${world.clock.now()}`);
    },
  },
  {
    name: "nothing is open after the deadline",
    at: "moment",
    check(world, claim) {
      // A crowd may take more time than there was to go on: then the deadline's own timer has not run yet.
      if (!isUp(world) || !world.isCutting || world.clock.isDue) return;
      for (const peer of known(world)) claim(!peer.isOpen, () => `${peer.name} at ${world.clock.now()}`);
    },
  },
  {
    name: "no idle connection outlives its grace",
    at: "moment",
    check(world, claim) {
      if (!isUp(world)) return;
      for (const peer of http(world)) {
        if (peer.activity !== "http" || peer.hasPartial || peer.inFlight.length > 0) continue;
        const turnaroundMs = world.hadCrowd ? Math.max(world.idleGraceMs, TURNAROUND_MS) : peer.turnaroundMs;
        const rested = peer.restsSince + turnaroundMs;
        isInTime(world, peer, wasUnderWay(world, peer) ? rested : Math.max(peer.graceUntil, rested), claim);
      }
    },
  },
  {
    name: "no early answer keeps its connection for more than two seconds",
    at: "moment",
    check(world, claim) {
      if (!isUp(world)) return;
      for (const peer of http(world)) {
        if (peer.activity !== "lingering" || !peer.asks.at(-1)?.isKnown) continue;
        // A keep-alive answer before the drain leaves it to the client, for as long as the grace.
        const since = peer.lingersSince ?? Number.NEGATIVE_INFINITY;
        const from = since >= (world.drainedAt ?? 0) ? since : Math.max(since, peer.graceUntil);
        isInTime(world, peer, from + LINGER_MS, claim);
      }
    },
  },
  {
    name: "no TLS handshake that has stopped outlives the idle grace by more than half a second",
    at: "moment",
    check(world, claim) {
      if (!isUp(world)) return;
      for (const peer of http(world)) {
        if (peer.activity !== "handshake") continue;
        const first = peer.graceUntil + (peer.lastBytesAt >= (world.drainedAt ?? 0) ? HANDSHAKE_PACE_MS : 0);
        isInTime(world, peer, Math.max(first, peer.lastBytesAt + 2 * HANDSHAKE_PACE_MS), claim);
      }
    },
  },
  {
    name: "nothing that was upgraded outlives the upgrade grace",
    at: "moment",
    check(world, claim) {
      if (!isUp(world)) return;
      for (const peer of http(world)) {
        if (!peer.tunnel) continue;
        const from = Math.max(world.drainedAt ?? 0, peer.tunnel.openedAt);
        isInTime(world, peer, from + world.plan.upgradeGraceMs, claim);
      }
    },
  },
  {
    name:
      "an HTTP/2 session gets GOAWAY 20 ms after its last stream, a browser's 20 ms after any stream began or ended, " +
      "or 10 ms once the grace is over, and all get it at half of the drain",
    at: "moment",
    check(world, claim) {
      if (!isUp(world)) return;
      for (const peer of http2(world)) {
        if (peer.goawayAt !== undefined) continue;
        const { drainedAt = 0, plan } = world;
        const half = Math.max(drainedAt + plan.drainMs / 2, peer.knownAt);
        const rest = Math.max(drainedAt, peer.knownAt, peer.restsSince + TURNAROUND_MS);
        const pause = Math.min(
          peer.movedAt + TURNAROUND_MS,
          Math.max(peer.graceUntil, peer.movedAt + BROWSER_PAUSE_MS),
        );
        const busy = peer.hasShownBrowser ? Math.max(drainedAt, peer.knownAt, pause) : half;
        const isResting = peer.isHeard && peer.inFlight.length === 0;
        isInTime(world, peer, Math.min(isResting ? rest : busy, busy, half), claim);
      }
    },
  },
  {
    name: "an HTTP/2 client that never speaks, or stays when told to go, is not waited for",
    at: "moment",
    check(world, claim) {
      if (!isUp(world)) return;
      for (const peer of http2(world)) {
        if (!peer.isHeard) isInTime(world, peer, peer.graceUntil, claim);
        else if (peer.goawayAt !== undefined && peer.inFlight.length === 0) {
          const patienceMs = Math.min(LINGER_MS, Math.max(TURNAROUND_MS, world.idleGraceMs));
          isInTime(world, peer, Math.max(peer.goawayAt, peer.restsSince) + patienceMs, claim);
        }
      }
    },
  },
  {
    name: "an event stream is ended at its place, or within a second of its headers, or in half of a short drain",
    at: "moment",
    check(world, claim) {
      if (!isUp(world)) return;
      const { spreadMs, drainMs } = world.plan;
      const placeMs = Math.min(spreadMs, drainMs / 2);
      const pollMs = Math.min(STREAM_POLL_MS, drainMs / 2);
      for (const peer of [...http(world), ...http2(world)]) {
        for (const ask of peer.inFlight) {
          const { isKnown, headersAt, endedAt, arrivedAt, url } = ask;
          if (!isMeantToEnd(ask, world.plan) || !isKnown || headersAt === undefined) continue;
          const place = Math.max(world.drainedAt ?? 0, arrivedAt) + placeMs;
          const due = Math.max(place, headersAt + pollMs) + world.lateMs;
          claim(endedAt !== undefined || world.clock.now() <= due, () => `${url} after ${due}`);
        }
      }
    },
  },
];

/** Whether the headers of the last answer were sent before the drain was announced, and its end in the drain. */
function wasUnderWay(world: World, { asks, restsSince }: HttpPeer): boolean {
  const { announcedAt = 0, drainedAt = 0, hadCrowd } = world;
  const last = asks.at(-1);
  if (!last?.isKnown || last.mustSayClose || last.hasOwnHeader || hadCrowd) return false;
  return restsSince > drainedAt && last.endedAt !== undefined && last.endedAt > announcedAt;
}

function isInTime(world: World, peer: Peer, due: number, claim: Parameters<Invariant["check"]>[1]): void {
  const now = world.clock.now();
  // What is due now has been done, unless a turn of a crowd came late.
  const isDone = world.lateMs === 0 ? now < due : now <= due + world.lateMs;
  claim(isDone, () => `${peer.name} at ${now}, due at ${due}`);
}
