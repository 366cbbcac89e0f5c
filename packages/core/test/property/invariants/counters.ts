import type { Ask, Fate } from "../world/ask.js";
import { HttpPeer } from "../world/http-peer.js";
import { listenersOf, RESPONSE_FINISH, type World } from "../world/world.js";
import type { Invariant } from "./invariant.js";

const counted = ({ peers }: World) => peers.flatMap(({ asks }) => asks.filter(({ isCounted }) => isCounted));
const countOf = (asks: readonly Ask[], fate: Fate) => asks.filter((ask) => ask.fate === fate).length;

/** What is true when a drain has ended: the counters agree, and nothing is left. */
export const counters: readonly Invariant[] = [
  {
    name: "every request that reached the server is answered, ended, refused, aborted or cut, and the counts say so",
    at: "end",
    check(world, claim) {
      const { requests } = outcomeOf(world);
      const asks = counted(world);
      const seen = {
        total: asks.length,
        answered: countOf(asks, "answered"),
        ended: countOf(asks, "ended"),
        aborted: countOf(asks, "aborted"),
        refused: countOf(asks, "refused"),
        cut: countOf(asks, "cut"),
      };
      claim(same(requests, seen), () => `reported ${JSON.stringify(requests)}, seen ${JSON.stringify(seen)}`);
      const { total, answered, ended, aborted, refused, cut } = requests;
      claim(
        total === answered + ended + aborted + refused + cut,
        () => `no sum: ${JSON.stringify(requests)}`,
      );
    },
  },
  {
    name: "a handler hears once of a request that can be answered, and never of one that cannot",
    at: "end",
    check(world, claim) {
      for (const { asks } of world.peers) {
        for (const { url, fate, isRefused, handled } of asks) {
          const isNever = fate === "afterClose" || isRefused;
          claim(
            isNever ? handled === 0 : handled === 1,
            () => `${url} (${fate}) was handled ${handled} times`,
          );
        }
      }
    },
  },
  {
    name: "a new request is refused where the plan says so, in the drain, and no probe is",
    at: "end",
    check(world, claim) {
      const { drainedAt = Number.POSITIVE_INFINITY, plan } = world;
      for (const { asks } of world.peers) {
        for (const { url, kind, isKnown, isRefused, handled, arrivedAt } of asks) {
          if (isRefused) {
            const isMeant = plan.whileDraining === "refuse" && kind !== "probe" && arrivedAt >= drainedAt;
            claim(isMeant && isKnown, () => `${url} is refused`);
          } else if (
            plan.whileDraining === "refuse" &&
            kind !== "probe" &&
            arrivedAt > drainedAt &&
            isKnown
          ) {
            const isAfter = world.endedAt !== undefined && arrivedAt >= world.endedAt;
            claim(handled === 0 || isAfter, () => `${url} is not refused`);
          }
        }
      }
    },
  },
  {
    name: "of pipelined answers only the last one says close",
    at: "end",
    check(world, claim) {
      for (const peer of world.peers) {
        if (!(peer instanceof HttpPeer)) continue;
        const asks = peer.asks.filter(({ fate }) => fate !== "afterClose");
        asks.forEach(({ response, url, hasOwnHeader, headersAt }, i) => {
          if (headersAt === undefined || !response.isLast || hasOwnHeader) return;
          claim(i === asks.length - 1, () => `${url} says close before ${asks[i + 1]?.url}`);
        });
      }
    },
  },
  {
    name: "the last answer on a connection says close from the announcement on",
    at: "end",
    check(world, claim) {
      for (const peer of world.peers) {
        if (!(peer instanceof HttpPeer)) continue;
        for (const { mustSayClose, isKnown, response, url } of peer.asks) {
          if (mustSayClose && isKnown) claim(response.isLast, () => `${url} says keep-alive`);
        }
      }
    },
  },
  {
    name: "every connection is counted as closed or cut",
    at: "end",
    check(world, claim) {
      const { connections, cuts } = outcomeOf(world);
      const mine = world.peers.filter(({ isCounted }) => isCounted);
      const isCut = (asks: readonly Ask[]) => asks.some(({ fate }) => fate === "cut");
      const cut =
        mine.filter(({ asks }) => isCut(asks)).length +
        cuts.filter(({ kind }) => kind === "connection").length;
      const left = mine.filter(({ closedAt, asks }) => closedAt === undefined && !isCut(asks)).length;
      claim(connections.cut === cut, () => `${connections.cut} cut, not ${cut}`);
      claim(connections.total === mine.length, () => `${connections.total} in all, not ${mine.length}`);
      const isSum = connections.total - connections.closed - connections.cut;
      claim(isSum >= 0 && isSum <= left, () => `${JSON.stringify(connections)}, ${left} never said closed`);
    },
  },
  {
    name: "what is cut is told once, when it is cut, and reported in the same order",
    at: "end",
    check(world, claim) {
      const { cuts } = outcomeOf(world);
      claim(
        cuts.length === world.told.length && cuts.every((cut, i) => cut === world.told[i]),
        () => "differs",
      );
      const urls = cuts.flatMap((cut) => (cut.kind === "request" ? [cut.url] : []));
      claim(new Set(urls).size === urls.length, () => `twice: ${urls}`);
      const held = cuts.flatMap((cut) => (cut.kind === "hold" ? [cut.name] : []));
      claim(new Set(held).size === held.length, () => `twice: ${held}`);
      const isEarly = cuts.some(({ kind }) => kind !== "connection") && (world.endedAt ?? 0) < world.deadline;
      claim(!isEarly, () => `cut before the deadline: ${JSON.stringify(cuts)}`);
      for (const { deed, peer, activity, isCutting } of world.deeds) {
        if (activity !== "raw" || deed !== "destroyed" || !isCutting) continue;
        claim(
          cuts.some((cut) => cut.kind === "connection" && cut.state === "raw"),
          () => peer.name,
        );
      }
    },
  },
  {
    name: "work that is held open at the deadline is cut and told, and no other",
    at: "end",
    check(world, claim) {
      const { cuts } = outcomeOf(world);
      for (const { name, endedAt = Number.POSITIVE_INFINITY } of world.works) {
        const isCut = cuts.some((cut) => cut.kind === "hold" && cut.name === name);
        if (endedAt < world.deadline) claim(!isCut, () => `${name} is cut`);
        else if (endedAt > world.deadline + world.lateMs) claim(isCut, () => `${name} is not cut`);
      }
    },
  },
  {
    name: "the drain does not end before everything has",
    at: "end",
    check(world, claim) {
      const { endedAt = 0, drainedAt = 0, deadline } = world;
      const { durationMs } = outcomeOf(world);
      claim(durationMs === endedAt - drainedAt, () => `${durationMs}, not ${endedAt - drainedAt}`);
      if (endedAt >= deadline) return;
      for (const { name, isKnown, knownAt, closedAt = Number.POSITIVE_INFINITY } of world.peers) {
        if (isKnown && knownAt < endedAt) claim(closedAt <= endedAt, () => `${name} is open`);
      }
      for (const { name, endedAt: at = Number.POSITIVE_INFINITY } of world.works) {
        claim(at <= endedAt, () => `${name} goes on`);
      }
    },
  },
  {
    name: "the result of a drain is the same promise, whoever asks for it",
    at: "end",
    check(world, claim) {
      claim(world.drain.drain() === world.promise, () => "another promise");
      claim(world.broken.length === 0, () => world.broken.join("; "));
    },
  },
  {
    name: "no timer, turn, listener or subscription is left",
    at: "end",
    check(world, claim) {
      const { clock } = world;
      claim(clock.timers === 0 && clock.turns === 0, () => `${clock.timers} timers, ${clock.turns} turns`);
      for (const [name, server] of world.servers) {
        if (world.addedAfterwards.has(name)) continue;
        const [own, now] = [world.ownListeners.get(name), listenersOf(server)];
        claim(same(own, now), () => `${name}: ${JSON.stringify(now)}`);
      }
      claim(RESPONSE_FINISH.hasSubscribers === world.hadSubscribers, () => "a subscription");
      for (const { socket, name, closedAt } of world.peers) {
        if (closedAt !== undefined)
          claim(!Object.hasOwn(socket, "write"), () => `${name} has a write of its own`);
      }
    },
  },
];

function outcomeOf({ outcome }: World): NonNullable<World["outcome"]> {
  if (!outcome) throw new Error("The drain has not ended");
  return outcome;
}

function same(one: object | undefined, other: object): boolean {
  const sorted = (thing: object | undefined) => JSON.stringify(Object.entries(thing ?? {}).sort());
  return sorted(one) === sorted(other);
}
