import { randomBytes } from "node:crypto";
import http from "node:http";
import http2 from "node:http2";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { graceful, type ShutdownPlan } from "@x/graceful-core";
import { expect } from "vitest";
import { WebSocketServer } from "ws";
import { tlsIdentity } from "../../test-kit/tls-identity.mjs";
import { GOING_AWAY, longUpgradeGrace, upgrade } from "../src/contract/web-socket-client.js";
import { contractLine } from "../src/contract-line.js";
import { listening, nodeHandler } from "../src/node-handler.js";
import { serveOwn } from "../src/own-server.js";
import { patient } from "../src/plans.js";
import { SocketClient } from "../src/socket-client.js";
import type { Stage } from "../src/stage.js";
import { http as demoApp } from "../targets/http.js";
import { wsByServer, wsByUpgrade } from "../targets/web-sockets.js";

const shortUpgradeGrace = { ...patient, upgradeGraceMs: 400 };
const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";
const subjectOf = (start: typeof demoApp) =>
  ({ start, over: "HTTP", divergences: [], promises: new Set<string>() }) as const;

for (const [name, start] of [
  ["by ws", wsByServer],
  ["by the application", wsByUpgrade],
] as const) {
  contractLine(subjectOf(start), 17, `An upgrade that is turned away ${name}`, (promise) => {
    promise("ws-elsewhere", "is answered as ever, before the drain and in it", async (stage) => {
      await stage.start(longUpgradeGrace);
      const before = SocketClient.open(stage.address(), stage.tls, { path: "/nowhere" });
      stage.adopt(before);
      await before.ended();
      expect(before.events).not.toContain("open");
      const client = await stage.connectIdle();
      await stage.drain();
      upgrade(client, "/nowhere");
      client.end();
      await client.closed();
      expect(client.received).toMatch(/HTTP\/1.1 4\d\d /);
      expect(client.received).not.toContain(GOING_AWAY);
      await stage.cleanReport();
    });

    promise("ws-elsewhere-stays", "does not hold the drain although its client stays", async (stage) => {
      await stage.start({ ...longUpgradeGrace, idleGraceMs: 100 });
      const client = await stage.connect({ stays: true });
      upgrade(client, "/nowhere");
      await client.response();
      await stage.drain();
      await stage.cleanReport();
    });
  });
}

contractLine(subjectOf(demoApp), 17, "A handshake that its application takes its time over", (promise) => {
  /** Hands over the socket of the first upgrade. Every other one is answered at once. */
  async function hold(stage: Stage, plan: ShutdownPlan) {
    const server = http.createServer(nodeHandler(stage.demo));
    let upgraded: ((socket: Duplex) => void) | undefined;
    const socket = new Promise<Duplex>((resolve) => {
      upgraded = resolve;
    });
    server.on("upgrade", (_request, duplex) => {
      duplex.on("error", () => {});
      if (upgraded) upgraded(duplex);
      else
        duplex
          .on("end", () => duplex.end())
          .resume()
          .write(SWITCHING);
      upgraded = undefined;
    });
    return { ...(await serveOwn(stage, server, plan)), socket };
  }

  promise("held", "is answered first, and gets its close frame then", async (stage) => {
    const { drain, socket } = await hold(stage, { ...longUpgradeGrace, spreadMs: 0 });
    const client = upgrade(await stage.connect());
    const held = await socket;
    const witness = upgrade(await stage.connect());
    await witness.receives(SWITCHING);
    const { report } = await drain();
    await witness.receives(GOING_AWAY);
    witness.close();
    expect(client.received).toBe("");
    held.write(SWITCHING);
    await client.receives(GOING_AWAY);
    expect(client.received).toBe(`${SWITCHING}${GOING_AWAY}`);
    held.end();
    client.close();
    expect(await report).toMatchObject({ outcome: "clean" });
  });

  promise("held-for-ever", "and never answers is cut after the grace, and reported", async (stage) => {
    const { drain, socket } = await hold(stage, shortUpgradeGrace);
    const client = upgrade(await stage.connect());
    await socket;
    const { report } = await drain();
    await client.closed();
    expect(client.received).toBe("");
    expect(await report).toMatchObject({ outcome: "cut", cuts: [{ kind: "connection", state: "upgraded" }] });
  });
});

contractLine(subjectOf(demoApp), 17, "What is upgraded to something else", (promise) => {
  function echoing(stage: Stage, event: "upgrade" | "connect") {
    const server = http.createServer(nodeHandler(stage.demo));
    server.on(event, (_request, socket: Socket) => {
      socket.on("error", () => {});
      socket.write(event === "upgrade" ? SWITCHING : "HTTP/1.1 200 Connected\r\n\r\n");
      socket.pipe(socket);
    });
    return server;
  }

  for (const event of ["upgrade", "connect"] as const) {
    const ask =
      event === "upgrade"
        ? "GET / HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"
        : "CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n";

    promise(`other-${event}`, `waits, and is sent nothing: ${event}`, async (stage) => {
      const { drain } = await serveOwn(stage, echoing(stage, event), { ...longUpgradeGrace, idleGraceMs: 0 });
      const client = await stage.connect();
      client.write(ask);
      await client.receives("\r\n\r\n");
      client.write("before,");
      await client.receives("before,");
      const { report } = await drain();
      client.write("during,");
      await client.receives("before,during,");
      client.end();
      await client.closed();
      expect(client.received).not.toContain(GOING_AWAY);
      expect(await report).toMatchObject({ outcome: "clean", connections: { total: 1, closed: 1 } });
    });

    promise(`other-${event}-cut`, `is cut after the grace, and reported: ${event}`, async (stage) => {
      const { drain } = await serveOwn(stage, echoing(stage, event), shortUpgradeGrace);
      const client = await stage.connect();
      client.write(ask);
      await client.receives("\r\n\r\n");
      client.write("hello");
      await client.receives("hello");
      const { report } = await drain();
      await client.closed();
      expect(await report).toMatchObject({
        outcome: "cut",
        cuts: [{ kind: "connection", state: "upgraded" }],
        connections: { total: 1, cut: 1 },
      });
    });
  }
});

contractLine(
  subjectOf(demoApp),
  17,
  "No `upgrade` listener is added where the application has none:",
  (promise) => {
    promise(
      "no-upgrade",
      "a request that offers one is an ordinary request before, in and after it",
      async (stage) => {
        await stage.start();
        const server = stage.servers[0];
        const counts = () => ["upgrade", "connect"].map((event) => server?.listenerCount(event));
        const ask = (path: string) => ({
          method: "GET",
          path,
          headers: { Connection: "Upgrade", Upgrade: "websocket" },
        });
        const [before, meanwhile] = [await stage.connectIdle(), await stage.connectIdle()];
        const { path, headers } = ask("/ok");
        expect(await before.request("GET", path, { headers }).response()).toMatchObject({
          status: 200,
          text: "ok",
        });
        expect(counts()).toEqual([0, 0]);
        before.request("GET", "/gate/a", { headers });
        await stage.demo.ran("/gate/a");
        await stage.drain();
        expect(counts()).toEqual([0, 0]);
        expect(await meanwhile.request("GET", path, { headers }).response()).toMatchObject({
          status: 200,
          text: "ok",
        });
        stage.demo.open("a");
        expect((await before.response()).text).toBe("a");
        await stage.cleanReport();
        expect(counts()).toEqual([0, 0]);
      },
    );
  },
);

contractLine(subjectOf(demoApp), 17, "A reverse proxy", (promise) => {
  promise(
    "tunnel-whole",
    "gets nothing put into what it pipes: 12 MB over a slow line arrive whole",
    async (stage) => {
      const behind = http.createServer();
      const upstream = new WebSocketServer({ server: behind });
      upstream.on("connection", stage.demo.sockets.accept);
      const { port } = (await listening(behind, { port: 0, host: "127.0.0.1" })).address() as AddressInfo;
      const proxy = http.createServer();
      proxy.on("upgrade", (request, socket) => {
        const { rawHeaders, url } = request;
        const lines = rawHeaders.flatMap((name, n) => (n % 2 === 0 ? [`${name}: ${rawHeaders[n + 1]}`] : []));
        const onward = connect(port, "127.0.0.1");
        onward.write([`GET ${url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
        onward.pipe(socket).pipe(onward);
        for (const end of [socket, onward]) end.on("error", () => {});
      });
      const { drain } = await serveOwn(stage, proxy, { ...patient, upgradeGraceMs: 1_500 });
      const client = stage.adopt(await SocketClient.connect(stage.address(), false));
      const large = randomBytes(12 << 20);
      client.pause();
      (await stage.demo.sockets.accepted()).send(large);
      const { report } = await drain();
      // Longer than the upgrade grace, and far from two: as long as something leaves, it is not cut within it.
      await new Promise((resolve) => setTimeout(resolve, 1_600));
      client.resume();
      expect(await client.ended()).toBe("close 1006");
      expect(client.messages.map((message) => message.equals(large))).toEqual([true]);
      expect(await report).toMatchObject({ cuts: [{ kind: "connection", state: "upgraded" }] });
      upstream.close();
      behind.close();
    },
  );
});

contractLine(subjectOf(demoApp), 17, "A WebSocket", (promise) => {
  promise(
    "ws-before",
    "from before the attaching is out of reach: it is counted when all else is done",
    async (stage) => {
      const server = http.createServer();
      const sockets = new WebSocketServer({ server });
      stage.track(await listening(server, { port: 0, host: "127.0.0.1" }));
      const client = stage.adopt(await SocketClient.connect(stage.address(), false));
      const lifecycle = graceful(server, { ...patient, drainMs: 400 });
      expect(await lifecycle.shutdown()).toMatchObject({ connections: { total: 0, untracked: 1 } });
      expect(client.events).toEqual(["open"]);
      for (const socket of sockets.clients) socket.terminate();
      await client.ended();
    },
  );

  promise("ws-lame-duck", "is left alone while the server is a lame duck", async (stage) => {
    const server = http.createServer();
    new WebSocketServer({ server }).on("connection", stage.demo.sockets.accept);
    const { lifecycle } = await serveOwn(stage, server, { ...longUpgradeGrace, lameDuckMs: 2_000 });
    const client = stage.adopt(await SocketClient.connect(stage.address(), false));
    const report = lifecycle.shutdown();
    expect(lifecycle.phase.name).toBe("lame-duck");
    client.send("still there?");
    await client.receives("still there?");
    expect(lifecycle.phase.name).toBe("lame-duck");
    expect(await client.ended()).toBe("close 1001");
    expect(await report).toMatchObject({ outcome: "clean" });
  });

  promise(
    "ws-other-server",
    "of a server that is not in the plan gets its close frame at half of the grace",
    async (stage) => {
      const server = http.createServer();
      const known = new WebSocketServer({ server, path: "/known" });
      const other = new WebSocketServer({ noServer: true });
      server.removeAllListeners("upgrade");
      server.on("upgrade", (request, socket, head) => {
        const target = request.url === "/known" ? known : other;
        target.handleUpgrade(request, socket, head, (webSocket) => webSocket.on("error", () => {}));
      });
      const plan = { ...patient, upgradeGraceMs: 4_000, spreadMs: 0, webSockets: known };
      const { drain } = await serveOwn(stage, server, plan);
      const clients = await Promise.all(
        ["/known", "/other"].map((path) => SocketClient.connect(stage.address(), false, { path })),
      );
      for (const client of clients) stage.adopt(client);
      const events: string[] = [];
      const timer = setTimeout(() => events.push("almost half of the grace"), 1_900);
      const { report } = await drain();
      const told = ["known", "other"].map(async (name, n) => {
        expect(await clients[n]?.ended()).toBe("close 1001");
        events.push(name);
      });
      await Promise.all(told).finally(() => clearTimeout(timer));
      expect(events).toEqual(["known", "almost half of the grace", "other"]);
      expect(await report).toMatchObject({ outcome: "clean" });
    },
  );

  promise("ws-allow-http1", "over HTTP/1 on an HTTP/2 server gets its close frame, too", async (stage) => {
    const server = http2.createSecureServer({ ...tlsIdentity, allowHTTP1: true });
    new WebSocketServer({ server: server as never }).on("connection", stage.demo.sockets.accept);
    const { drain } = await serveOwn(stage, server, longUpgradeGrace);
    const client = stage.adopt(await SocketClient.connect(stage.address(), true));
    const { report } = await drain();
    expect(await client.ended()).toBe("close 1001");
    expect(await report).toMatchObject({ outcome: "clean", connections: { total: 1, closed: 1 } });
  });

  promise(
    "ws-refuse",
    'is opened, and closed with 1001, as ever where `whileDraining` is "refuse"',
    async (stage) => {
      const server = http.createServer(nodeHandler(stage.demo));
      new WebSocketServer({ server }).on("connection", stage.demo.sockets.accept);
      const { drain } = await serveOwn(stage, server, { ...longUpgradeGrace, whileDraining: "refuse" });
      const client = await stage.connectIdle();
      const { report } = await drain();
      upgrade(client);
      await client.receives(GOING_AWAY);
      client.close();
      expect(await report).toMatchObject({ outcome: "clean" });
    },
  );
});
