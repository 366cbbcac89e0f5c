import { createServer } from "node:http";
import { graceful, type ShutdownPlan } from "@x/graceful-core";
import { Server } from "socket.io";
import { io, type ManagerOptions } from "socket.io-client";
import { expect } from "vitest";
import { bounded, Condition } from "../../test-kit/condition.mjs";
import { contractLine } from "../src/contract-line.js";
import { listening, nodeHandler } from "../src/node-handler.js";
import { patient } from "../src/plans.js";
import type { Stage } from "../src/stage.js";
import { http } from "../targets/http.js";

const subject = { start: http, over: "HTTP", divergences: [], promises: new Set<string>() } as const;
const longUpgradeGrace = { ...patient, upgradeGraceMs: 20_000 };

/** Socket.IO on a bare server, and what both of its ends saw. */
async function serve(stage: Stage, plan: (server: Server) => ShutdownPlan) {
  const http = createServer(nodeHandler(stage.demo));
  const server = new Server(http);
  const events: string[] = [];
  const seen = new Condition();
  const see = (event: string) => {
    events.push(event);
    seen.changed();
  };
  server.on("connection", (socket) => {
    socket.on("ask", (question, answer) => answer(question));
    socket.on("disconnect", (reason) => see(`server: ${reason}`));
  });
  stage.track(await listening(http, { port: 0, host: "127.0.0.1" }));
  const lifecycle = graceful(http, plan(server));
  const address = stage.address();
  const connect = (transports: ManagerOptions["transports"]) => {
    const client = io(`http://127.0.0.1:${"port" in address ? address.port : 0}`, {
      transports,
      reconnection: false,
      forceNew: true,
    });
    client.on("connect", () => see("connected"));
    client.on("disconnect", (reason) => see(`client: ${reason}`));
    return stage.adopt(Object.assign(client, { close: () => void client.disconnect() }));
  };
  const sees = (...oneOf: string[]) =>
    seen.until(
      oneOf.join(" or "),
      () => oneOf.some((event) => events.includes(event)),
      () => `seen: ${events.join(", ")}`,
    );
  const drain = async () => {
    const report = bounded("the end of the shutdown", lifecycle.shutdown("test"));
    await stage.listenersClosed();
    return { report };
  };
  return { events, connect, sees, drain };
}

contractLine(subject, 17, "Socket.IO", (promise) => {
  promise(
    "socket-io",
    "over a WebSocket gets its close frame, and both ends know it at once",
    async (stage) => {
      const { connect, sees, drain, events } = await serve(stage, () => longUpgradeGrace);
      const client = connect(["websocket"]);
      await sees("connected");
      expect(await client.emitWithAck("ask", "hello")).toBe("hello");
      const { report } = await drain();
      await sees("client: transport close");
      // Where it was the last one, the HTTP server is closed with it, and engine.io with that: then its reason is its
      // own.
      await sees("server: transport close", "server: forced close");
      expect(events).toHaveLength(3);
      expect(await report).toMatchObject({ outcome: "clean", connections: { total: 1, closed: 1, cut: 0 } });
    },
  );

  promise("socket-io-upgraded", "upgraded from polling too", async (stage) => {
    const { connect, sees, drain } = await serve(stage, () => ({ ...longUpgradeGrace, idleGraceMs: 300 }));
    const client = connect(["polling", "websocket"]);
    const upgraded = new Promise((resolve) => client.io.engine.once("upgrade", resolve));
    await bounded("the upgrade", upgraded);
    // Nobody asked on the WebSocket for the answer to a connect that was polled: its close frame would wait until half.
    await sees("connected");
    expect(await client.emitWithAck("ask", "hello")).toBe("hello");
    const { report } = await drain();
    await sees("client: transport close");
    expect(await report).toMatchObject({ outcome: "clean" });
  });

  promise(
    "socket-io-polling",
    "over long polling is let go by the application, in `onDrain`",
    async (stage) => {
      const { connect, sees, drain } = await serve(stage, (server) => ({
        ...longUpgradeGrace,
        idleGraceMs: 300,
        onDrain: () => server.disconnectSockets(true),
      }));
      const client = connect(["polling"]);
      await sees("connected");
      expect(await client.emitWithAck("ask", "hello")).toBe("hello");
      const { report } = await drain();
      await sees("client: io server disconnect");
      const { outcome, requests } = await report;
      expect(outcome).toBe("clean");
      expect(requests.answered).toBe(requests.total);
    },
  );

  promise(
    "socket-io-own",
    "over a WebSocket too: its client knows that it was the server's will",
    async (stage) => {
      const { connect, sees, drain } = await serve(stage, (server) => ({
        ...longUpgradeGrace,
        onDrain: () => server.disconnectSockets(true),
      }));
      connect(["websocket"]);
      await sees("connected");
      const { report } = await drain();
      await sees("client: io server disconnect");
      expect(await report).toMatchObject({ outcome: "clean" });
    },
  );
});
