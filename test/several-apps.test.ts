import type { AddressInfo, Server } from "node:net";
import type { Target } from "@x/graceful-core";
import { graceful } from "@x/graceful-core";
import { expect, test } from "vitest";
import { connect } from "../packages/core/test/wire.js";
import { adapters } from "./adapters.js";

const HEALTH = { live: "/livez", ready: "/readyz" };

interface AppModule {
  createHello(): unknown;
  listen(app: unknown): Promise<Server>;
}

test("one lifecycle with an app of each framework ends when the last is done, and releases once", async () => {
  const events: string[] = [];
  const apps = await Promise.all(
    Object.entries(adapters).map(async ([name, { module }]) => {
      const { createHello, listen }: AppModule = await import(`../system-tests/apps/${name}.mjs`);
      const app = await createHello();
      const target = (module[`${name}Target`] as (app: unknown) => Target)(app);
      const close = () => target.close().then(() => void events.push(`${name} closed`));
      return { target: { ...target, close }, listen: () => listen(app) };
    }),
  );
  const [first, ...others] = apps.map(({ target }) => target);
  const lifecycle = graceful(first as Target, {
    signals: false,
    exit: false,
    logger: false,
    budgetMs: 60_000,
    lameDuckMs: 0,
    idleGraceMs: 50,
    health: HEALTH,
    release: { postgres: () => void events.push("released") },
  });
  for (const other of others) lifecycle.add(other);
  const servers = await Promise.all(apps.map(({ listen }) => listen()));

  const clients = await Promise.all(servers.map((server) => connect((server.address() as AddressInfo).port)));
  for (const client of clients) {
    // The probes are those of the lifecycle, on every app of it.
    expect(await client.get("/readyz").receives('{"status":"pass"}')).toContain("200 OK");
    client.get("/slow/300");
  }
  const report = lifecycle.shutdown("test");
  for (const client of clients) expect((await client.closed()).received).toContain("hello\n");
  const { outcome, requests, releases } = await report;
  expect({ outcome, answered: requests.answered }).toEqual({ outcome: "clean", answered: clients.length });
  expect(events.at(-1)).toBe("released");
  expect(events.slice(0, -1).sort()).toEqual(
    Object.keys(adapters)
      .map((name) => `${name} closed`)
      .sort(),
  );
  expect(releases.map(({ name }) => name)).toEqual(["postgres"]);
});
