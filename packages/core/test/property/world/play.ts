import { Server as NetServer } from "node:net";
import type { RequestKind, Step, Story } from "../story.js";
import { HttpPeer } from "./http-peer.js";
import { Http2Peer } from "./http2-peer.js";
import type { Peer } from "./peer.js";
import { World } from "./world.js";

/** After the deadline: what the sockets get to say that they are closed. */
export const SETTLE_MS = 100;

const tick = () => new Promise<void>((resolve) => process.nextTick(resolve));

/** Plays a story to its end; `look` is called whenever everything has settled. */
export async function play(story: Story, look: (world: World, hasEnded: boolean) => void): Promise<World> {
  const world = new World(story.plan);
  world.clock.onSettled = () => {
    lookAtHeaders(world);
    look(world, false);
  };
  try {
    await playAll(world, story);
    look(world, true);
  } catch (error) {
    await abandon(world);
    throw error;
  }
  return world;
}

async function playAll(world: World, { plan, before, during }: Story): Promise<void> {
  for (const step of before) await perform(world, step);
  await perform(world, { do: "drain" });
  for (const step of during) await perform(world, step);
  await world.clock.advance(0);
  const untilEnd = (world.drainedAt as number) + plan.drainMs + SETTLE_MS + world.lateMs - world.clock.now();
  if (untilEnd > 0) await world.clock.advance(untilEnd);
}

/** What a story subscribed to must not be there when the next one begins. */
async function abandon(world: World): Promise<void> {
  world.clock.onSettled = () => {};
  world.drain.cut();
  await world.clock.advance(10 * SETTLE_MS);
}

async function perform(world: World, step: Step): Promise<void> {
  await act(world, step);
  await tick();
  lookAtHeaders(world);
}

/** What the engine has sent or ended meanwhile. */
function lookAtHeaders({ peers }: World): void {
  for (const peer of peers) if (peer instanceof HttpPeer) peer.lookAtHeaders();
}

function act(world: World, step: Step): unknown {
  const { clock, drain } = world;
  switch (step.do) {
    case "connect":
      return world.accept(step.server, step);
    case "crowd":
      return world.crowd(step.server, step.count);
    case "bytes":
      return pick(world, step.to, isHttp, (peer) => peer.isOpen && peer.activity !== "upgraded")?.bytes();
    case "bytes later":
      return world.later(step.turns, () => act(world, { ...step, do: "bytes" }));
    case "request":
      return ask(world, step.to, step.kind);
    case "headers":
    case "end":
    case "answer":
      return respond(world, step);
    case "connection header":
      return setHeader(world, step.to, step.value);
    case "body":
      return pick(world, step.to, isHttp, (peer) => peer.isOpen && peer.isUploading)?.body();
    case "flush":
      return pick(world, step.to, isHttp, ({ first }) => first?.response.writableEnded === true)?.flush();
    case "hang up":
      return pick(world, step.to, isPeer, ({ isOpen }) => isOpen)?.hangUp();
    case "handshake":
      return pick(world, step.to, isHttp, (peer) => peer.isOpen && peer.activity === "handshake")?.secure();
    case "greet":
      return pick(world, step.to, isHttp2, (peer) => peer.canAsk && !peer.isHeard)?.greet();
    case "upgrade":
      return pick(world, step.to, isHttp, canUpgrade)?.upgrade(step.protocol);
    case "frame":
      return pick(
        world,
        step.to,
        isHttp,
        (peer) => peer.isOpen && peer.tunnel !== undefined,
      )?.tunnel?.frame();
    case "say":
      return pick(
        world,
        step.to,
        isHttp,
        (peer) => (peer.isOpen && peer.tunnel !== undefined) || canUpgrade(peer),
      )?.say();
    case "close frame":
      return pick(
        world,
        step.to,
        isHttp,
        (peer) => peer.isOpen && peer.tunnel !== undefined,
      )?.tunnel?.close();
    case "reset stream":
      return resetStream(world, step.to);
    case "hold":
      return hold(world, step.by);
    case "release":
      return world.works[step.to % world.works.length]?.end();
    case "add":
      return world.add(step.server);
    case "listen":
      return listen(world, step.server);
    case "stop listening":
      return stopListening(world, step.server);
    case "wait":
      return clock.advance(step.ms);
    case "turn":
      return clock.nextTurn();
    case "announce":
      world.announce();
      return drain.disableKeepAlive();
    case "drain":
      return begin(world);
    case "cut":
      begin(world);
      world.cutAt ??= clock.now();
      return drain.cut();
    case "tell WebSockets":
      world.toldWebSocketsAt ??= clock.now();
      return drain.startCloseHandshakes();
    default:
      return step satisfies never;
  }
}

function begin(world: World): void {
  const now = world.clock.now();
  world.announce();
  world.drainedAt ??= now;
  const promise = world.drain.drain();
  if (world.promise && promise !== world.promise) world.broken.push("a second call is another promise");
  if (world.promise) return;
  world.promise = promise;
  void promise.then((outcome) => {
    world.outcome = outcome;
    world.endedAt = world.clock.now();
  });
}

const isPeer = (peer: Peer): peer is Peer => peer !== undefined;
const isHttp = (peer: Peer): peer is HttpPeer => peer instanceof HttpPeer;
const isHttp2 = (peer: Peer): peer is Http2Peer => peer instanceof Http2Peer;
const canUpgrade = (peer: HttpPeer) =>
  peer.canAsk && peer.first === undefined && !peer.tunnel && peer.socket.writable;

function pick<P extends Peer>(
  world: World,
  to: number,
  isKind: (peer: Peer) => peer is P,
  canTakePart: (peer: P) => boolean,
): P | undefined {
  const able = world.peers.filter(isKind).filter(canTakePart);
  return able[to % able.length];
}

function ask(world: World, to: number, kind: RequestKind): void {
  const able = world.peers.filter((peer) => (isHttp(peer) || isHttp2(peer)) && peer.canAsk);
  const peer = able[to % able.length] as HttpPeer | Http2Peer | undefined;
  peer?.ask(world.newName(`/${kind}`).replaceAll(" ", "/"), kind);
}

function respond(world: World, { do: what, to, nth }: Extract<Step, { nth: number }>): void {
  const able = world.peers.filter(
    (peer) => (isHttp(peer) || isHttp2(peer)) && peer.isOpen && peer.answers(nth),
  );
  const peer = able[to % able.length];
  if (peer && isHttp(peer)) {
    const ask = peer.answers(nth);
    if (!ask) return;
    if (what === "headers") peer.headers(ask);
    else peer.end(ask);
    if (what === "answer") peer.flush();
  } else if (peer && isHttp2(peer)) {
    const ask = peer.answers(nth);
    if (!ask) return;
    peer.headers(ask);
    if (what !== "headers") peer.end(ask);
  }
}

function setHeader(world: World, to: number, value: string): void {
  const peer = pick(world, to, isHttp, ({ isOpen, asks }) => isOpen && asks.at(-1)?.headersAt === undefined);
  const last = peer?.asks.at(-1);
  if (!last || last.handled === 0 || last.fate) return;
  last.hasOwnHeader = true;
  last.response.setHeader("connection", value);
}

function resetStream(world: World, to: number): void {
  const peer = pick(world, to, isHttp2, ({ inFlight }) => inFlight.length > 0);
  const ask = peer?.inFlight[0];
  if (ask) peer.reset(ask);
}

function hold(world: World, by: "hand" | "promise"): void {
  if (world.endedAt !== undefined) return;
  const name = world.newName("work");
  let resolve = () => {};
  const promise = by === "promise" ? new Promise<void>((settle) => (resolve = settle)) : undefined;
  const ended = world.drain.hold(name, promise);
  const work = {
    name,
    isOver: false,
    endedAt: undefined as number | undefined,
    end() {
      if (by === "promise") resolve();
      else ended();
      work.isOver = true;
      work.endedAt ??= world.clock.now();
    },
  };
  world.works.push(work);
}

function listen(world: World, name: "http" | "https" | "http2" | "net"): void {
  const server = world.servers.get(name);
  if (!server || server.listening) return;
  // A new life of its server is nothing to a drain that is over.
  if (world.endedAt !== undefined && !world.addedAfterwards.delete(name)) return;
  world.listenerClosedAt.delete(name);
  world.unlisted.delete(name);
  world.listenedAt.set(name, world.clock.now());
  server.listen();
}

/** The application closes its own listener, as a framework would. */
function stopListening(world: World, name: "http" | "https" | "http2" | "net"): void {
  const server = world.servers.get(name);
  if (!server?.listening) return;
  world.backlog.delete(name);
  NetServer.prototype.close.call(server.asServer);
}
