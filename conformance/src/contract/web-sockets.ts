import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { contractLine, type Subject } from "../contract-line.js";
import { patient } from "../plans.js";
import { SocketClient } from "../socket-client.js";
import type { Stage } from "../stage.js";

/** The close frame as it is on the wire. */
export const GOING_AWAY = "\x88\x02\x03\xe9";
const shortUpgradeGrace = { ...patient, upgradeGraceMs: 400 };
export const longUpgradeGrace = { ...patient, upgradeGraceMs: 20_000 };

/** WebSockets: line 17. */
export function webSockets(subject: Subject): void {
  contractLine(
    subject,
    17,
    "A WebSocket gets close code 1001 without help from the application, at its time within `spreadMs`, and has up to " +
      "`upgradeGraceMs` for the closing handshake; then it is cut.",
    (promise) => {
      promise("ws", "both sides see 1001, and nothing is cut", async (stage) => {
        await stage.start(longUpgradeGrace);
        const client = await connect(stage);
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

      promise(
        "ws-many",
        "a hundred of them, compressed or not, beside a request in flight",
        async (stage) => {
          await stage.start(longUpgradeGrace);
          const clients = await Promise.all(
            Array.from({ length: 100 }, (_, n) => connect(stage, { compressed: n % 2 === 0 })),
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
        },
      );

      promise("ws-places", "one after the other, each at its place", async (stage) => {
        await stage.start({ ...longUpgradeGrace, upgradeGraceMs: 4_000, spreadMs: 1_000 });
        const clients = [await connect(stage), await connect(stage)];
        await stage.drain();
        const first = await Promise.race(clients.map((client, n) => client.ended().then(() => n)));
        expect(clients[1 - first]?.events).toEqual(["open"]);
        for (const client of clients) expect(await client.ended()).toBe("close 1001");
        await stage.cleanReport();
      });

      promise(
        "ws-echo",
        "behind the answer to a message that is sent in the moment of the signal",
        async (stage) => {
          await stage.start(longUpgradeGrace);
          const client = await connect(stage);
          client.send("in the last moment");
          await stage.drain();
          expect(await client.ended()).toBe("close 1001");
          expect(client.messages.map(String)).toEqual(["in the last moment"]);
          await stage.cleanReport();
        },
      );

      promise("ws-operation", "behind the answer to an operation under way, at once", async (stage) => {
        await stage.start(longUpgradeGrace);
        const client = await connect(stage);
        const socket = await stage.demo.sockets.accepted();
        const asked = new Promise((resolve) => socket.once("message", resolve));
        const echo = socket.listeners("message").filter((listener) => String(listener).includes("send("));
        for (const listener of echo) socket.off("message", listener as () => void);
        client.send("a mutation");
        await asked;
        await stage.drain();
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(client.events).toEqual(["open"]);
        socket.send("its result");
        expect(await client.ended()).toBe("close 1001");
        expect(client.messages.map(String)).toEqual(["its result"]);
        await stage.cleanReport();
      });

      promise("ws-busy", "in the middle of a busy sender every message is whole", async (stage) => {
        await stage.start(longUpgradeGrace);
        const clients = [
          await connect(stage, { compressed: false }),
          await connect(stage, { compressed: true }),
        ];
        const sent = [Buffer.from("small"), randomBytes(200), randomBytes(70_000)];
        let isSending = true;
        const send = () => {
          for (const socket of stage.demo.sockets.all) {
            if (socket.readyState === socket.OPEN) for (const message of sent) socket.send(message);
          }
          if (isSending) setTimeout(send, 1);
        };
        send();
        for (const client of clients) await client.receives("small");
        await stage.drain();
        for (const client of clients) {
          expect(await client.ended()).toBe("close 1001");
          const known = new Set(sent.map((message) => message.toString("base64")));
          expect(client.messages.every((message) => known.has(message.toString("base64")))).toBe(true);
        }
        isSending = false;
        await stage.cleanReport();
      });

      promise(
        "ws-large",
        "behind a large message that its client has not read yet, not within it",
        async (stage) => {
          await stage.start(longUpgradeGrace);
          const client = await connect(stage);
          const socket = await stage.demo.sockets.accepted();
          const large = randomBytes(16 << 20);
          client.pause();
          socket.send(large);
          await stage.drain();
          await new Promise((resolve) => setTimeout(resolve, 100));
          expect(socket.bufferedAmount).toBeGreaterThan(0);
          client.resume();
          expect(await client.ended()).toBe("close 1001");
          expect(client.messages.map((message) => message.equals(large))).toEqual([true]);
          await stage.cleanReport();
        },
      );

      promise(
        "ws-fragments",
        "between two fragments of a message, where a close frame may stand",
        async (stage) => {
          await stage.start(longUpgradeGrace);
          const client = await connect(stage);
          const socket = await stage.demo.sockets.accepted();
          socket.send("the first half", { fin: false });
          await stage.drain();
          expect(await client.ended()).toBe("close 1001");
          await stage.cleanReport();
        },
      );

      promise(
        "ws-api",
        "with `webSockets` through its own API, behind a message that is still compressed",
        async (stage) => {
          await stage.start({ ...longUpgradeGrace, webSockets: await stage.webSockets() });
          const client = await connect(stage, { compressed: true });
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
            const client = await connect(stage);
            await stage.drain();
            expect(await client.ended()).toBe("close 4000 moved");
            await stage.demo.sockets.closed();
            expect(stage.demo.sockets.closes).toEqual(["4000 moved"]);
            await stage.cleanReport();
          },
        );
      }

      promise("ws-own-not", "where `onDrain` does something else it is told all the same", async (stage) => {
        await stage.start({ ...longUpgradeGrace, onDrain: () => {} });
        const client = await connect(stage);
        await stage.drain();
        expect(await client.ended()).toBe("close 1001");
        await stage.cleanReport();
      });

      promise(
        "ws-deaf",
        "one whose client does not answer is cut after the grace, and reported",
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

      promise("ws-gone", "one whose client goes away is not waited for", async (stage) => {
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
        "one that is opened in the drain has its handshake, and is told then",
        async (stage) => {
          await stage.start(longUpgradeGrace);
          const client = await stage.connectIdle();
          await stage.drain();
          upgrade(client);
          expect(await client.interim()).toMatchObject({ status: 101 });
          await client.receives(GOING_AWAY);
          // The handshake, whole, and the frame behind it.
          expect(client.received.endsWith(`\r\n\r\n${GOING_AWAY}`)).toBe(true);
          client.close();
          await stage.cleanReport();
        },
      );
    },
  );
}

async function connect(stage: Stage, options: { compressed?: boolean } = {}): Promise<SocketClient> {
  return stage.adopt(await SocketClient.connect(stage.address(), stage.tls, options));
}

/** Asks for a WebSocket, and does nothing more. */
export function upgrade(client: RawClient, path = "/ws"): RawClient {
  return client.request("GET", path, {
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    },
  });
}
