import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import Hapi from "@hapi/hapi";
import { graceful as gracefulExpress } from "@x/graceful-express";
import { fastifyTarget } from "@x/graceful-fastify";
import { hapiTarget } from "@x/graceful-hapi";
import { koaTarget } from "@x/graceful-koa";
import express from "express";
import fastify from "fastify";
import Koa from "koa";
import { expect, it } from "vitest";
import { connect } from "../packages/core/test/wire.js";

const HEALTH = { live: "/livez", ready: "/readyz" };

/** Four apps whose handlers answer with their name as soon as the test says so. */
function apps() {
  let answer = () => {};
  const told = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const reached: string[] = [];
  const handle = async (name: string) => {
    reached.push(name);
    await told;
    return `answered by ${name}`;
  };
  const onExpress = express();
  onExpress.get("/slow", async (_request, response) => void response.send(await handle("express")));
  const onFastify = fastify();
  onFastify.get("/slow", () => handle("fastify"));
  const onKoa = new Koa();
  onKoa.use(async (context, next) => {
    if (context.path !== "/slow") return next();
    context.body = await handle("koa");
  });
  const onHapi = Hapi.server({ port: 0, host: "127.0.0.1" });
  onHapi.route({ method: "GET", path: "/slow", handler: () => handle("hapi") });
  return { onExpress, onFastify, onKoa, onHapi, reached, answer };
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function listening(server: Server): Promise<number> {
  await once(server, "listening");
  return portOf(server);
}

it("one lifecycle with an app of each framework ends when the last of them is done, and releases once", async () => {
  const { onExpress, onFastify, onKoa, onHapi, reached, answer } = apps();
  const events: string[] = [];
  onFastify.addHook("onClose", async () => void events.push("fastify closed"));
  onHapi.ext("onPostStop", () => void events.push("hapi closed"));
  const lifecycle = gracefulExpress(onExpress, {
    signals: false,
    exit: false,
    logger: false,
    budgetMs: 60_000,
    lameDuckMs: 0,
    idleGraceMs: 50,
    health: HEALTH,
    release: { postgres: () => void events.push("released") },
  })
    .add(fastifyTarget(onFastify))
    .add(koaTarget(onKoa))
    .add(hapiTarget(onHapi));
  const express_ = listening(onExpress.listen(0, "127.0.0.1"));
  const koa = listening(onKoa.listen(0, "127.0.0.1"));
  await onFastify.listen({ port: 0, host: "127.0.0.1" });
  await onHapi.start();
  const ports = {
    express: await express_,
    fastify: portOf(onFastify.server),
    koa: await koa,
    hapi: onHapi.info.port,
  };

  const clients = await Promise.all(Object.values(ports).map((port) => connect(Number(port))));
  for (const client of clients) {
    // The probes are those of the lifecycle, on every app of it.
    client.get("/readyz");
    expect(await client.receives('{"status":"pass"}')).toContain("200 OK");
    client.get("/slow");
  }
  const report = lifecycle.shutdown("test");
  answer();
  for (const [at, name] of Object.keys(ports).entries())
    expect((await clients[at]?.closed())?.received).toContain(`answered by ${name}`);
  const { outcome, requests, releases } = await report;
  expect({ outcome, answered: requests.answered }).toEqual({ outcome: "clean", answered: 4 });
  expect([...reached].sort()).toEqual(["express", "fastify", "hapi", "koa"]);
  expect(events.slice(-1)).toEqual(["released"]);
  expect([...events].sort()).toEqual(["fastify closed", "hapi closed", "released"]);
  expect(releases.map(({ name }) => name)).toEqual(["postgres"]);
});
