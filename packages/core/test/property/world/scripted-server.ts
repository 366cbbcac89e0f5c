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
  if (server instanceof FakeHttpServer) tellNodesList(server, name, world);
  if (name === "net") return server;
  if (name === "http2") {
    server.on("stream", (stream: object) => world.handlers.get(stream)?.());
    return server;
  }
  server.on("request", (_request: unknown, response: object) => world.handlers.get(response)?.());
  server.on("checkContinue", (request, response) => void server.emit("request", request, response));
  server.on("upgrade", (_request, socket) => socket.on("data", () => {}));
  return server;
}

/** Node's list of connections, by what is true in the story. The methods stand on a prototype, as in Node. */
function tellNodesList(server: FakeHttpServer, name: ServerName, world: World): void {
  const each = (act: (peer: HttpPeer) => void) => () => {
    for (const peer of world.peersOf(name)) if (peer instanceof HttpPeer && peer.isOpen) act(peer);
  };
  const methods = {
    closeIdleConnections: each((peer) => {
      if (!peer.isIdleForNode) return;
      const { socket } = peer;
      socket.byOthers(() => socket.destroy());
      // Where nobody held it back, it is closed now.
      if (socket.destroyed && peer.isKnown && peer.inFlight.length > 0) {
        world.broken.push(`closeIdleConnections() truncates ${peer.name}`);
      }
    }),
    // What is no HTTP/1 any more, or not yet, is out of its reach.
    closeAllConnections: each((peer) => {
      if (peer.activity === "http" || peer.activity === "lingering") peer.hangUp();
    }),
  };
  Object.setPrototypeOf(server, Object.assign(Object.create(Object.getPrototypeOf(server)), methods));
}
