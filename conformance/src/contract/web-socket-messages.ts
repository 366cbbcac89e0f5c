import { randomBytes } from "node:crypto";
import { expect, onTestFinished } from "vitest";
import type { DefinePromise } from "../contract-line.js";
import { connectWebSocket, longUpgradeGrace } from "./web-socket-client.js";

/** Messages in progress. */
export function behindMessages(promise: DefinePromise): void {
  promise(
    "ws-echo",
    "the close frame follows the answer to a message that is sent in the moment of the signal",
    async (stage) => {
      await stage.start(longUpgradeGrace);
      const client = await connectWebSocket(stage);
      client.send("in the last moment");
      await stage.drain();
      expect(await client.ended()).toBe("close 1001");
      expect(client.messages.map(String)).toEqual(["in the last moment"]);
      await stage.cleanReport();
    },
  );

  promise(
    "ws-operation",
    "the close frame follows the answer to an operation under way, at once",
    async (stage) => {
      await stage.start({ ...longUpgradeGrace, spreadMs: 0 });
      const client = await connectWebSocket(stage);
      const socket = await stage.demo.sockets.accepted();
      const witness = await connectWebSocket(stage);
      const asked = new Promise((resolve) => socket.once("message", resolve));
      const echo = socket.listeners("message").filter((listener) => String(listener).includes("send("));
      for (const listener of echo) socket.off("message", listener as () => void);
      client.send("a mutation");
      await asked;
      await stage.drain();
      expect(await witness.ended()).toBe("close 1001");
      expect(client.events).toEqual(["open"]);
      socket.send("its result");
      expect(await client.ended()).toBe("close 1001");
      expect(client.messages.map(String)).toEqual(["its result"]);
      await stage.cleanReport();
    },
  );

  promise(
    "ws-pushed",
    "the close frame follows an operation under way, beside a subscription that goes on",
    async (stage) => {
      await stage.start({ ...longUpgradeGrace, upgradeGraceMs: 3_000, spreadMs: 0 });
      const client = await connectWebSocket(stage);
      const socket = await stage.demo.sockets.accepted();
      const witness = await connectWebSocket(stage);
      socket.removeAllListeners("message");
      const asked = new Promise((resolve) => socket.once("message", resolve));
      client.send("a mutation");
      await asked;
      let sent = 0;
      const pushing = setInterval(() => socket.send(`news ${++sent}`), 20);
      onTestFinished(() => clearInterval(pushing));
      await client.receives("news 5");
      await stage.drain();
      // Before half of the grace.
      expect(await witness.ended()).toBe("close 1001");
      expect(client.events).toEqual(["open"]);
      socket.send("its result");
      await client.receives("its result");
      expect(await client.ended()).toBe("close 1001");
      await stage.cleanReport();
    },
  );

  promise("ws-busy", "every message of a busy sender is whole", async (stage) => {
    await stage.start(longUpgradeGrace);
    const clients = [
      await connectWebSocket(stage, { compressed: false }),
      await connectWebSocket(stage, { compressed: true }),
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
    "the close frame follows a large message that its client has not read yet, and is not within it",
    async (stage) => {
      await stage.start(longUpgradeGrace);
      const client = await connectWebSocket(stage);
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
    "the close frame comes between two fragments of a message, where it is allowed",
    async (stage) => {
      await stage.start(longUpgradeGrace);
      const client = await connectWebSocket(stage);
      const socket = await stage.demo.sockets.accepted();
      socket.send("the first half", { fin: false });
      await stage.drain();
      expect(await client.ended()).toBe("close 1001");
      await stage.cleanReport();
    },
  );
}
