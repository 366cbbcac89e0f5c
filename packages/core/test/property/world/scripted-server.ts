import { FakeHttp2Server, FakeHttpServer, FakeHttpsServer, FakeServer } from "../../fakes/fake-server.js";
import type { ServerName } from "../story.js";
import { HttpPeer } from "./http-peer.js";
import type { World } from "./world.js";

const KINDS = { http: FakeHttpServer, https: FakeHttpsServer, http2: FakeHttp2Server, net: FakeServer };

/** A fake server with an application behind it, which does nothing but say that it heard of a request. */
export function scriptedServer(name: ServerName, world: World): FakeServer {
  const server: FakeServer = new KINDS[name](world.journal);
  const closed = server._emitCloseIfDrained.bind(server);
  server._emitCloseIfDrained = () => {
    world.onListenerClosed(name);
    closed();
  };
  const close = (isMeant: (peer: HttpPeer) => boolean) => () => {
    for (const peer of world.peersOf(name)) {
      if (peer instanceof HttpPeer && isMeant(peer)) peer.hangUp();
    }
  };
  if (server instanceof FakeHttpServer) {
    server.closeIdleConnections = close((peer) => {
      const isTruncated = peer.isIdleForNode && peer.inFlight.length > 0;
      if (isTruncated && peer.isKnown) world.broken.push(`closeIdleConnections() truncates ${peer.name}`);
      return peer.isIdleForNode;
    });
    // What is no HTTP/1 any more, or not yet, is out of its reach.
    server.closeAllConnections = close(
      ({ isOpen, activity }) => isOpen && (activity === "http" || activity === "lingering"),
    );
  }
  if (name === "net") return server;
  if (name === "http2") {
    server.on("stream", (stream: object) => world.handlers.get(stream)?.());
    return server;
  }
  server.on("request", (_request: unknown, response: object) => world.handlers.get(response)?.());
  server.on("checkContinue", (request, response) => void server.emit("request", request, response));
  server.on("upgrade", () => {});
  return server;
}
