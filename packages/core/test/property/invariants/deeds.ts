import { HttpPeer } from "../world/http-peer.js";
import { BROWSER_PAUSE_MS, Http2Peer } from "../world/http2-peer.js";
import type { DeedRecord } from "../world/peer.js";
import type { World } from "../world/world.js";
import type { Invariant } from "./invariant.js";

const LINGER_MS = 2_000;

const told = ({ deed, peer, at }: DeedRecord) => `${peer.name} is ${deed} at ${at}`;
const startOf = (world: World) => world.drainedAt ?? Number.POSITIVE_INFINITY;
const isClosing = ({ deed, activity }: DeedRecord) =>
  deed === "destroyed" || (deed === "ended" && activity !== "http2");

/** What the engine does to connections, each at the moment at which it does it. */
export const deeds: readonly Invariant[] = [
  {
    name: "before it is announced, the engine does nothing to a connection",
    at: "deed",
    check(deed, claim, { announcedAt = Number.POSITIVE_INFINITY }) {
      claim(deed.at >= announcedAt, () => told(deed));
    },
  },
  {
    name: "a request in flight is not cut before the deadline",
    at: "deed",
    check(deed, claim) {
      if (!isClosing(deed) || deed.inFlight.length === 0) return;
      claim(deed.isCutting, () => `${told(deed)} under ${deed.inFlight.map(({ url }) => url)}`);
    },
  },
  {
    name: "headers half received are not closed before the deadline",
    at: "deed",
    check(deed, claim) {
      if (!isClosing(deed) || !deed.hasPartial || deed.activity !== "http") return;
      claim(deed.isCutting, () => told(deed));
    },
  },
  {
    name: "an idle connection has its idle grace, and up to 100 ms after an answer in the drain",
    at: "deed",
    check(deed, claim, world) {
      const { peer, at } = deed;
      if (deed.deed !== "destroyed" || deed.isCutting || !(peer instanceof HttpPeer)) return;
      const isIdle = deed.activity === "http" && deed.inFlight.length === 0 && !deed.hasPartial;
      if (!isIdle || deed.hasUnseen || peer.lingersSince !== undefined) return;
      const wasAnswered = peer.restsSince >= startOf(world) && peer.asks.length > 0;
      const turnaroundUntil = peer.restsSince + peer.turnaroundMs;
      const answeredAt = peer.asks.at(-1)?.closedAt ?? 0;
      // At the start itself, the answer may have been before it. After an answer of before, an upload may have gone on.
      const earliest =
        answeredAt > startOf(world) ? turnaroundUntil : Math.min(peer.graceUntil, turnaroundUntil);
      const from = wasAnswered ? earliest : peer.graceUntil;
      claim(at >= from, () => `${told(deed)}, idle since ${peer.restsSince}, its grace ends at ${from}`);
    },
  },
  {
    name: "after an early answer the body is read for two seconds or to its end",
    at: "deed",
    check(deed, claim) {
      const { peer, at } = deed;
      if (deed.deed !== "destroyed" || !(peer instanceof HttpPeer) || peer.lingersSince === undefined) return;
      if (deed.activity !== "lingering") return;
      claim(deed.isCutting || at >= peer.lingersSince + LINGER_MS, () => told(deed));
    },
  },
  {
    name: "a pending TLS handshake has the idle grace",
    at: "deed",
    check(deed, claim) {
      if (deed.deed !== "destroyed" || deed.activity !== "handshake") return;
      claim(deed.isCutting || deed.at >= deed.peer.graceUntil, () => told(deed));
    },
  },
  {
    name: "what was upgraded has the upgrade grace, or until its closing handshake is done",
    at: "deed",
    check(deed, claim, world) {
      const { peer } = deed;
      if (deed.deed !== "destroyed" || !(peer instanceof HttpPeer) || !peer.tunnel) return;
      const until = Math.max(startOf(world), peer.tunnel.openedAt) + world.plan.upgradeGraceMs;
      const isOver = peer.tunnel.protocol === "websocket" && peer.socket.writableFinished;
      claim(deed.isCutting || deed.at >= until || isOver, () => told(deed));
    },
  },
  {
    name: "a connection that speaks no HTTP is let be until the deadline",
    at: "deed",
    check(deed, claim) {
      if (deed.activity === "raw") claim(deed.isCutting, () => told(deed));
    },
  },
  {
    name:
      "an HTTP/2 session gets one GOAWAY, and none while streams run before half of the drain, " +
      "or a browser's in 10 ms without a move",
    at: "deed",
    check(deed, claim, world) {
      const { peer, at } = deed;
      if (deed.deed !== "goaway" || !(peer instanceof Http2Peer)) return;
      const isFirst = world.deeds.find((other) => other.deed === "goaway" && other.peer === peer) === deed;
      const half = startOf(world) + world.plan.drainMs / 2;
      const isTime =
        deed.inFlight.length === 0 ||
        at >= half ||
        (peer.isBrowser && peer.goawayPauseMs >= BROWSER_PAUSE_MS);
      claim(isFirst && isTime && at >= startOf(world), () => `${told(deed)} with ${deed.inFlight.length}`);
    },
  },
  {
    name: "a WebSocket whose client spoke last is told at half of the upgrade grace, or behind an answer",
    at: "deed",
    check(deed, claim, world) {
      const { peer } = deed;
      if (deed.deed !== "wrote" || !(peer instanceof HttpPeer) || !peer.tunnel) return;
      const { upgradeGraceMs, drainMs } = world.plan;
      const half = Math.max(startOf(world), peer.tunnel.openedAt) + Math.min(upgradeGraceMs, drainMs) / 2;
      claim(!deed.awaitsAnswer || deed.at >= half, () => told(deed));
    },
  },
  {
    name: "only WebSockets are written to, and no HTTP connection",
    at: "deed",
    check(deed, claim) {
      if (deed.deed !== "wrote") return;
      const { peer } = deed;
      claim(peer instanceof HttpPeer && peer.tunnel?.protocol === "websocket", () => told(deed));
    },
  },
];
