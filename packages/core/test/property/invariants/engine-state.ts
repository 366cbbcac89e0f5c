import { type Ask, isMeantToEnd } from "../world/ask.js";
import { HttpPeer } from "../world/http-peer.js";
import { TURNAROUND_MS } from "../world/peer.js";
import type { Invariant } from "./invariant.js";

const isInFlight = ({ isKnown, fate, closedAt }: Ask) =>
  isKnown && fate === undefined && closedAt === undefined;
const isReceiving = ({ hasPartial, isUploading }: HttpPeer) => hasPartial || isUploading;
const GOING_AWAY = "880203e9";
const UPGRADE_POLL_MS = 50;

/** The engine's: an older question no longer counts. */
const QUESTION_MS = 3_000;
/** By how much an age may be too high. */
const LOOK_EVERY_MS = 1_000;

/**
 * How late a listener that has waited long enough may notice it: it looks once a turn, and turns with newcomers take
 * time.
 */
const TURNS_MS = 10;

/** What the engine says of itself, and what is true at every moment, before a drain too. */
export const engineState: readonly Invariant[] = [
  {
    name: "stats tell what is open, by state, and are never negative",
    at: "moment",
    check(world, claim) {
      const { connections, requests, holds } = world.drain.stats();
      const { total, ...states } = connections;
      const counts = Object.values(states);
      claim(counts.every((count) => count >= 0) && sum(counts) === total, () => JSON.stringify(connections));
      if (world.endedAt !== undefined) {
        claim(total === 0 && requests.inFlight === 0, () => `${total} connections after the end`);
        return;
      }
      const open = world.peers.filter(({ isKnown, closedAt }) => isKnown && closedAt === undefined);
      claim(total === open.length, () => `${total} connections, ${open.length} are open`);
      const asks = open.flatMap((peer) => peer.inFlight.filter(isInFlight));
      claim(requests.inFlight === asks.length, () => `${requests.inFlight} in flight, not ${asks.length}`);
      const oldestMs =
        asks.length > 0 ? world.clock.now() - Math.min(...asks.map((ask) => ask.arrivedAt)) : undefined;
      const saidMs = requests.oldest?.ageMs;
      claim(
        oldestMs === undefined
          ? saidMs === undefined
          : saidMs !== undefined && saidMs >= oldestMs && saidMs <= oldestMs + LOOK_EVERY_MS + world.lateMs,
        () => `the oldest ${saidMs}, not ${oldestMs}`,
      );
      if (world.isCutting) return;
      const working = world.works.filter(({ isOver }) => !isOver).map(({ name }) => name);
      claim(holds.join() === working.join(), () => `holds ${holds}, not ${working}`);
    },
  },
  {
    name: "stats tell apart what is idle, what is in the middle of a head, and what is in flight",
    at: "moment",
    check(world, claim) {
      if (world.endedAt !== undefined) return;
      const peers = world.peers.filter(
        (peer): peer is HttpPeer => peer instanceof HttpPeer && peer.isKnown && peer.closedAt === undefined,
      );
      // Nothing is promised of closed connections, of what comes after a close, of requests from before the engine, and
      // of connections about which Node cannot be asked.
      const isOdd = peers.some(
        ({ isOpen, isListed, socket, asks }) =>
          !isOpen ||
          !isListed ||
          socket.writableEnded ||
          asks.some((ask) => ask.isUnanswerable || !ask.isKnown),
      );
      if (isOdd) return;
      const { idle, receiving, active } = world.drain.stats().connections;
      const isActive = (peer: HttpPeer) => peer.inFlight.some(isInFlight);
      const speaking = peers.filter(({ activity }) => activity === "http" || activity === "lingering");
      const seen = {
        idle: speaking.filter((peer) => !isActive(peer) && !isReceiving(peer)).length,
        receiving: speaking.filter((peer) => !isActive(peer) && isReceiving(peer)).length,
        active: speaking.filter(isActive).length,
      };
      claim(
        idle === seen.idle && receiving === seen.receiving && active === seen.active,
        () => `${JSON.stringify({ idle, receiving, active })}, not ${JSON.stringify(seen)}`,
      );
    },
  },
  {
    name: "the signal is aborted when the drain begins, and not before",
    at: "moment",
    check(world, claim) {
      claim(world.drain.signal.aborted === (world.drainedAt !== undefined), () => `at ${world.clock.now()}`);
    },
  },
  {
    name: "the listeners are closed by half of the drain, whoever comes",
    at: "moment",
    check(world, claim) {
      const { drainedAt, lateMs, servers, addedAt } = world;
      if (drainedAt === undefined) return;
      const now = world.clock.now();
      for (const [name, at] of addedAt) {
        const begun = Math.max(drainedAt, at, world.listenedAt.get(name) ?? 0);
        const due = Math.max(begun, Math.min(begun + world.plan.drainMs / 2, world.deadline));
        const mayListen = now <= due + lateMs && lateMs > 0 && world.endedAt === undefined;
        claim(!servers.get(name)?.listening || mayListen, () => `${name} listens at ${now}`);
        const closedAt = world.listenerClosedAt.get(name) ?? due;
        claim(closedAt <= due + TURNS_MS, () => `${name} closed at ${closedAt}, due at ${due}`);
      }
    },
  },
  {
    name: "nobody whom the kernel took is reset while the listener may wait",
    at: "moment",
    check(world, claim) {
      const { drainedAt = 0 } = world;
      for (const reset of world.resets.splice(0)) {
        const isGivenUp = reset.at >= drainedAt + world.plan.drainMs / 2;
        claim(reset.isCutting || isGivenUp, () => `${reset.count} at ${reset.server}, ${reset.at}`);
      }
      if (world.listenerClosedAt.size > 0) claim(true, () => "");
    },
  },
  {
    name: "a WebSocket is told 1001 in time, once, and nothing follows a close frame",
    at: "moment",
    check(world, claim) {
      const { drainedAt, plan, clock } = world;
      for (const peer of world.peers) {
        if (!(peer instanceof HttpPeer) || peer.tunnel?.protocol !== "websocket") continue;
        const { sent, answeredAt, openedAt, isClosing, owed, askedAt } = peer.tunnel;
        claim(/^(810161)*(880203e[89])?$/.test(sent), () => `${peer.name} sent ${sent}`);
        if (drainedAt === undefined || answeredAt === undefined || isClosing || !peer.isOpen) continue;
        if (!peer.isKnown || world.endedAt !== undefined) continue;
        const turn = plan.deferWebSocketClose
          ? Math.min(world.toldWebSocketsAt ?? Number.POSITIVE_INFINITY, drainedAt + plan.upgradeGraceMs / 2)
          : drainedAt;
        const grace = Math.max(drainedAt, openedAt) + plan.upgradeGraceMs;
        const from = Math.max(turn, drainedAt, openedAt);
        // At its place, by half of what is left of its grace at the latest.
        const placed = from + Math.min((grace - from) / 2, Math.max(TURNAROUND_MS, plan.spreadMs));
        const { upgradeGraceMs, spreadMs } = plan;
        // What was sent after a recent question, and before the engine looked, may not have been its answer: it waits
        // once more for as long as the question was old.
        const mayOwe = owed > 0 || placed < askedAt + 2 * QUESTION_MS;
        const patient = mayOwe ? grace - upgradeGraceMs / 2 + Math.min(spreadMs, upgradeGraceMs / 4) : 0;
        const due = Math.max(placed, patient, answeredAt + UPGRADE_POLL_MS) + world.lateMs;
        claim(sent.endsWith(GOING_AWAY) || clock.now() <= due, () => `${peer.name} is not told by ${due}`);
      }
    },
  },
  {
    name: "the engine ends no response but event streams, and of those none that is an answer or is to be waited for",
    at: "moment",
    check(world, claim) {
      for (const { asks } of world.peers) {
        for (const ask of asks) {
          const { fate, endedAt, hasOwnEnd, handled, url } = ask;
          if (endedAt === undefined || hasOwnEnd || handled === 0) continue;
          const isMeant = isMeantToEnd(ask, world.plan) && world.drainedAt !== undefined;
          claim(isMeant || fate === "cut", () => url);
        }
      }
    },
  },
];

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
