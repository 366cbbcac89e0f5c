import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../docs/markdown-files.js";
import { ServedProgram } from "../docs/served-program.js";
import { INSTALL_MS, installOnce } from "../programs/install-once.js";
import { CLIENTS, type Client, REFUSED } from "./clients.js";
import { clientsPage, type Seen } from "./clients-page.js";
import { type Servers, startServers } from "./servers.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const RESULT = /^result (.*)/;

interface Result extends Omit<Seen, "version"> {
  /** What became of each release: `done`, or the message of its error. */
  readonly outcomes: Readonly<Record<"unused" | "client" | "again", string>>;
}

let servers: Servers;
beforeAll(async () => {
  await installOnce(HERE);
  servers = await startServers("POSTGRES", "MARIADB", "REDIS", "NATS", "RABBITMQ");
}, INSTALL_MS);
afterAll(() => servers.end());

const start = ({ fixture }: Client) =>
  new ServedProgram({
    folder: `${HERE}fixtures`,
    file: "release-client.mjs",
    args: fixture,
    environment: servers.urls,
  });

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(`${HERE}node_modules/${name}/package.json`, "utf8")).version;

/** What was seen of each, for the page. */
const seen = new Map<Client, Seen>();

describe.concurrent("given as a release", () => {
  test.for(CLIENTS.map((client) => [client.package, client.given, client] as const))(
    "%s, %s: is closed, also where it was never used; closed before, it is done",
    async ([, , client], { expect }) => {
      using program = start(client);
      await program.line(/^ready$/);
      program.kill("SIGTERM");
      const { called, inFlight, outcomes }: Result = JSON.parse((await program.line(RESULT))[1] ?? "");
      seen.set(client, { called, inFlight, version: versionOf(client.package) });
      expect(outcomes).toEqual({ unused: "done", client: "done", again: "done" });
      if (inFlight !== "none") expect(inFlight).toMatch(client.loses ? /^lost/ : /^done$/);
      expect(await program.ended).toEqual({ code: 0, signal: null });
    },
  );

  test.for(REFUSED.map((client) => [client.package, client.given, client] as const))(
    "%s, %s: has no way to be closed, and is refused at start",
    async ([, , client], { expect }) => {
      using program = start(client);
      const { input: told } = await program.line(/\[INVALID_OPTION\]/);
      seen.set(client, { called: [], inFlight: "refused", version: versionOf(client.package) });
      expect(told).toContain("Expected `release.unused` to be a function or something that closes");
      expect(await program.ended).toEqual({ code: 1, signal: null });
    },
  );
});

test("a service with nine of them answers its request in flight, and then closes each", async () => {
  using program = new ServedProgram({
    folder: `${HERE}fixtures`,
    file: "together.mjs",
    environment: servers.urls,
  });
  const response = fetch(`http://127.0.0.1:${await program.listening}/`);
  await program.line(/^in flight$/);
  program.kill("SIGTERM");
  expect(await (await response).text()).toBe("tea");
  const result = JSON.parse((await program.line(RESULT))[1] ?? "");
  const names = ["worker", "kafka", "queue", "redis", "pool", "knex", "mongo", "otel", "sentry"];
  expect(result).toEqual(Object.fromEntries(names.map((name) => [name, "done"])));
  expect(await program.ended).toEqual({ code: 0, signal: null });
});

test("docs/clients.md is what was seen of them", async () => {
  expect(seen.size).toBe(CLIENTS.length + REFUSED.length);
  const rows = [...CLIENTS, ...REFUSED].map((client) => ({ client, ...(seen.get(client) as Seen) }));
  await expect(clientsPage(rows)).toMatchFileSnapshot(`${root}docs/clients.md`);
});
