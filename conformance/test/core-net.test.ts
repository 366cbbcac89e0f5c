import net from "node:net";
import { graceful } from "@x/graceful-core";
import { expect } from "vitest";
import { contractLine } from "../src/contract-line.js";
import { refused } from "../src/fate.js";
import { listening } from "../src/node-handler.js";
import { patient, shortDrain, shortIdleGrace } from "../src/plans.js";
import { http } from "../targets/http.js";

// The app stands for the witness of the idle grace; the raw server is added to its lifecycle, or alone.
const subject = { start: http, over: "HTTP", divergences: [], promises: new Set<string>() } as const;

/** Answers every line with itself; stays half open until it has said everything. */
function echoServer(): net.Server {
  return net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    socket.pipe(socket);
  });
}

contractLine(subject, 19, "A raw `net.Server` drains by connection.", (promise) => {
  promise("raw-alone", "graceful(server) waits for a connection that is still talking", async (stage) => {
    const server = stage.track(await listening(echoServer(), { port: 0, host: "127.0.0.1" }));
    const lifecycle = graceful(server, patient);
    const client = await stage.connect();
    client.write("before;");
    await client.receives("before;");
    const report = lifecycle.shutdown();
    await stage.listenersClosed();
    expect(await refused(stage)).toBe(true);
    client.write("during;");
    await client.receives("before;during;");
    expect(lifecycle.stats().connections).toMatchObject({ total: 1, raw: 1 });
    client.end();
    await client.closed();
    expect(client.events).toEqual(["connected", "fin", "closed"]);
    expect(await report).toMatchObject({
      outcome: "clean",
      cuts: [],
      connections: { total: 1, closed: 1, cut: 0 },
    });
  });

  promise("raw-idle", "no idle grace ends it: silence means nothing in a protocol unknown", async (stage) => {
    await stage.start(shortIdleGrace);
    const server = stage.track(await listening(echoServer(), { port: 0, host: "127.0.0.1" }));
    stage.lifecycle.add(server);
    const client = await stage.connect({}, stage.address(1));
    const witness = await stage.connectIdle();
    await stage.drain();
    await witness.ended();
    client.write("still here;");
    await client.receives("still here;");
    client.end();
    await client.closed();
    await stage.cleanReport();
  });

  promise("raw-cut", "what is left at the deadline is cut and reported", async (stage) => {
    const server = stage.track(await listening(echoServer(), { port: 0, host: "127.0.0.1" }));
    const lifecycle = graceful(server, shortDrain);
    const client = await stage.connect();
    client.write("hello;");
    await client.receives("hello;");
    expect(await lifecycle.shutdown()).toMatchObject({
      outcome: "cut",
      cuts: [{ kind: "connection", state: "raw", remote: expect.stringContaining("127.0.0.1") }],
    });
    await client.closed();
  });

  promise(
    "raw-late",
    "one that was there before the attaching does not outlast the deadline",
    async (stage) => {
      const server = stage.track(await listening(echoServer(), { port: 0, host: "127.0.0.1" }));
      const client = await stage.connect();
      client.write("hello;");
      await client.receives("hello;");
      await graceful(server, shortDrain).shutdown();
      client.close();
    },
  );
});
