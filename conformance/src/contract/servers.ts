import http from "node:http";
import https from "node:https";
import { expect } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";
import { fateOf, refused } from "../fate.js";
import { listening, nodeHandler } from "../node-handler.js";
import { patient, shortDrain } from "../plans.js";
import { type Stage, socketPath } from "../stage.js";

/** Servers in unusual places and at unusual times: line 15. */
export function servers(subject: Subject): void {
  contractLine(
    subject,
    15,
    "Connections that existed before the engine was attached, servers that start to listen after the drain began, " +
      "several servers, Unix sockets: all held to the same promises.",
    (promise) => {
      existingConnections(promise);
      otherServers(promise);
    },
  );
}

function existingConnections(promise: DefinePromise): void {
  promise(
    "late-idle",
    "the next request on an older idle connection is answered, and closes it",
    async (stage) => {
      await stage.listen();
      const client = await stage.connectIdle();
      await stage.attach(patient);
      await stage.drain();
      const response = await client.request("GET", "/ok").response();
      expect(response).toMatchObject({ text: "ok", headers: { connection: "close" } });
      await client.ended();
      await stage.cleanReport();
    },
  );

  promise("late-adopted", "an older connection that was used since is idle like any other", async (stage) => {
    await stage.listen();
    const client = await stage.connectIdle();
    await stage.attach({ ...patient, idleGraceMs: 150 });
    await client.request("GET", "/ok").response();
    await stage.drain();
    await client.ended();
    await stage.cleanReport();
  });

  promise(
    "late-in-flight",
    "a request that was in flight before the engine was attached is answered",
    async (stage) => {
      await stage.listen();
      const client = await stage.connect();
      client.request("GET", "/gate/a");
      await stage.demo.ran("/gate/a");
      await stage.attach(patient);
      await stage.drain();
      stage.demo.open("a");
      expect(await client.response()).toMatchObject({ status: 200, text: "a" });
      client.close();
      await stage.cleanReport();
    },
  );

  promise(
    "late-silent",
    "an older connection that sends nothing does not outlast the deadline",
    async (stage) => {
      await stage.listen();
      const clients = [await stage.connect(), await stage.connectIdle()];
      await stage.attach(shortDrain);
      await stage.drain();
      await stage.report();
      for (const client of clients) await client.closed();
    },
  );

  promise(
    "late-new",
    "a connection after the engine was attached is treated as on a new server",
    async (stage) => {
      await stage.listen();
      await stage.attach(patient);
      const client = await stage.connect();
      await answersInFlight(stage, client, "a");
      await stage.cleanReport();
    },
  );
}

function otherServers(promise: DefinePromise): void {
  promise("listens-later", "a server that starts to listen after the drain began", async (stage) => {
    const lifecycle = await stage.attach(patient);
    const done = lifecycle.hold("a job");
    void lifecycle.shutdown();
    await stage.phase("draining");
    await stage.listen();
    const address = stage.address();
    const fate = await fateOf(stage.open().request("GET", "/ok"));
    expect(["answered", "refused"]).toContain(fate);
    await stage.listenersClosed();
    expect(await refused(stage, address)).toBe(true);
    done();
    await stage.cleanReport();
  });

  promise("several-servers", "two servers under one lifecycle", async (stage) => {
    await stage.start();
    const second = await secondServer(stage);
    stage.lifecycle.add(second);
    const idle = await stage.connectIdle(stage.address(1));
    const [first, other] = [await stage.connect(), await stage.connect({}, stage.address(1))];
    const addresses = [stage.address(0), stage.address(1)];
    first.request("GET", "/gate/a");
    other.request("GET", "/gate/b");
    for (const name of ["a", "b"]) await stage.demo.ran(`/gate/${name}`);
    await stage.drain();
    for (const address of addresses) expect(await refused(stage, address)).toBe(true);
    idle.request("GET", "/ok");
    expect(await idle.response()).toMatchObject({ text: "ok", headers: { connection: "close" } });
    stage.demo.open("a");
    expect(await first.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
    await first.ended();
    expect(stage.lifecycle.phase.name).toBe("draining");
    stage.demo.open("b");
    expect(await other.response()).toMatchObject({ text: "b", headers: { connection: "close" } });
    await other.ended();
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 3, answered: 3 });
  });

  promise("added-later", "a server that is added after the drain began", async (stage) => {
    await stage.start();
    const done = stage.lifecycle.hold("a job");
    await stage.drain();
    const second = await secondServer(stage);
    stage.lifecycle.add(second);
    const address = stage.address(1);
    const fate = await fateOf(stage.open({}, address).request("GET", "/ok"));
    expect(["answered", "refused"]).toContain(fate);
    await stage.listenersClosed();
    expect(await refused(stage, address)).toBe(true);
    done();
    await stage.cleanReport();
  });

  promise("unix-socket", "a server on a Unix socket", async (stage) => {
    await stage.attach(patient);
    await stage.listen({ path: socketPath() });
    const address = stage.address();
    const idle = await stage.connectIdle();
    const client = await stage.connect();
    await answersInFlight(stage, client, "a");
    expect(await refused(stage, address)).toBe(true);
    expect(await idle.request("GET", "/ok").response()).toMatchObject({
      headers: { connection: "close" },
    });
    await idle.ended();
    await stage.cleanReport();
  });
}

/** Puts a request in flight, begins the drain, and has it answered. */
async function answersInFlight(stage: Stage, client: RawClient, gate: string): Promise<void> {
  client.request("GET", `/gate/${gate}`);
  await stage.demo.ran(`/gate/${gate}`);
  await stage.drain();
  stage.demo.open(gate);
  expect(await client.response()).toMatchObject({ text: gate, headers: { connection: "close" } });
  await client.ended();
}

/** A bare server for every target: several servers are the business of core alone. */
async function secondServer(stage: Stage) {
  const handler = nodeHandler(stage.demo);
  const server = stage.tls ? https.createServer({ ...tlsIdentity }, handler) : http.createServer(handler);
  return stage.track(await listening(server, { port: 0, host: "127.0.0.1" }));
}
