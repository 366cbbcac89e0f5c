import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";
import { patient } from "../plans.js";
import { connectWebSocket, GOING_AWAY, longUpgradeGrace, upgrade } from "./web-socket-client.js";
import { behindMessages } from "./web-socket-messages.js";

const shortUpgradeGrace = { ...patient, upgradeGraceMs: 400 };

/** WebSockets: line 17. */
export function webSockets(subject: Subject): void {
  contractLine(
    subject,
    17,
    "A WebSocket gets close code 1001 without help from the application, at its time within `spreadMs`, " +
      "and has up to `upgradeGraceMs` for the closing handshake; then it is cut.",
    (promise) => {
      told(promise);
      behindMessages(promise);
      ownWays(promise);
      leavingClients(promise);
    },
  );
}

function told(promise: DefinePromise): void {
  promise("ws", "both sides see 1001, and nothing is cut", async (stage) => {
    await stage.start(longUpgradeGrace);
    const client = await connectWebSocket(stage);
    client.send("hello");
    await client.receives("hello");
    expect(stage.lifecycle.stats().connections).toMatchObject({ upgraded: 1 });
    await stage.drain();
    expect(await client.ended()).toBe("close 1001");
    await stage.demo.sockets.closed();
    expect(stage.demo.sockets.closes).toEqual(["1001"]);
    const { connections } = await stage.cleanReport();
    expect(connections).toMatchObject({ total: 1, closed: 1, cut: 0 });
  });

  promise("ws-many", "a hundred WebSockets, compressed or not, beside a request in flight", async (stage) => {
    await stage.start(longUpgradeGrace);
    const clients = await Promise.all(
      Array.from({ length: 100 }, (_, n) => connectWebSocket(stage, { compressed: n % 2 === 0 })),
    );
    const request = await stage.connect();
    request.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    await stage.drain();
    const ends = await Promise.all(clients.map((client) => client.ended()));
    expect(new Set(ends)).toEqual(new Set(["close 1001"]));
    stage.demo.open("a");
    expect((await request.response()).text).toBe("a");
    await request.ended();
    const { connections } = await stage.cleanReport();
    expect(connections).toMatchObject({ total: 101, closed: 101, cut: 0 });
  });

  promise("ws-places", "WebSockets are closed one after the other, each at its place", async (stage) => {
    await stage.start({ ...longUpgradeGrace, upgradeGraceMs: 4_000, spreadMs: 1_000 });
    const clients = [await connectWebSocket(stage), await connectWebSocket(stage)];
    await stage.drain();
    const first = await Promise.race(clients.map((client, n) => client.ended().then(() => n)));
    expect(clients[1 - first]?.events).toEqual(["open"]);
    for (const client of clients) expect(await client.ended()).toBe("close 1001");
    await stage.cleanReport();
  });
}

function ownWays(promise: DefinePromise): void {
  promise(
    "ws-api",
    "with `webSockets` the close frame follows a message that is still being compressed",
    async (stage) => {
      await stage.start({ ...longUpgradeGrace, webSockets: await stage.webSockets() });
      const client = await connectWebSocket(stage, { compressed: true });
      const socket = await stage.demo.sockets.accepted();
      const large = randomBytes(4 << 20);
      socket.send(large);
      await stage.drain();
      expect(await client.ended()).toBe("close 1001");
      expect(client.messages.map((message) => message.equals(large))).toEqual([true]);
      await stage.demo.sockets.closed();
      expect(stage.demo.sockets.closes).toEqual(["1001"]);
      await stage.cleanReport();
    },
  );

  for (const when of ["at once", "later"]) {
    promise(
      `ws-own-${when}`,
      `the application may close it itself in \`onDrain\`, ${when}`,
      async (stage) => {
        const onDrain = async () => {
          if (when === "later") await new Promise((resolve) => setTimeout(resolve, 100));
          for (const socket of stage.demo.sockets.all) socket.close(4000, "moved");
        };
        await stage.start({ ...longUpgradeGrace, onDrain });
        const client = await connectWebSocket(stage);
        await stage.drain();
        expect(await client.ended()).toBe("close 4000 moved");
        await stage.demo.sockets.closed();
        expect(stage.demo.sockets.closes).toEqual(["4000 moved"]);
        await stage.cleanReport();
      },
    );
  }

  promise(
    "ws-own-not",
    "a WebSocket gets its close frame although `onDrain` does something else",
    async (stage) => {
      await stage.start({ ...longUpgradeGrace, onDrain: () => {} });
      const client = await connectWebSocket(stage);
      await stage.drain();
      expect(await client.ended()).toBe("close 1001");
      await stage.cleanReport();
    },
  );
}

function leavingClients(promise: DefinePromise): void {
  promise(
    "ws-deaf",
    "a WebSocket whose client does not answer is cut after the grace, and reported",
    async (stage) => {
      await stage.start(shortUpgradeGrace);
      const client = upgrade(await stage.connect());
      await client.interim();
      await stage.drain();
      await client.receives(GOING_AWAY);
      const report = await stage.report();
      await client.closed();
      expect(report).toMatchObject({
        outcome: "cut",
        exitCode: 1,
        cuts: [{ kind: "connection", state: "upgraded", remote: expect.stringContaining("127.0.0.1") }],
        connections: { total: 1, closed: 0, cut: 1 },
      });
    },
  );

  promise("ws-gone", "a WebSocket whose client goes away is not waited for", async (stage) => {
    await stage.start(longUpgradeGrace);
    const [polite, rude] = [upgrade(await stage.connect()), upgrade(await stage.connect())];
    await polite.interim();
    await rude.interim();
    await stage.drain();
    polite.end();
    rude.reset();
    await stage.cleanReport();
  });

  promise(
    "ws-in-drain",
    "a WebSocket that is opened in the drain has its handshake, and then gets its close frame",
    async (stage) => {
      await stage.start(longUpgradeGrace);
      const client = await stage.connectIdle();
      await stage.drain();
      upgrade(client);
      expect(await client.interim()).toMatchObject({ status: 101 });
      await client.receives(GOING_AWAY);
      // The complete handshake, followed by the frame.
      expect(client.received.endsWith(`\r\n\r\n${GOING_AWAY}`)).toBe(true);
      client.close();
      await stage.cleanReport();
    },
  );
}
