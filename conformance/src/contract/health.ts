import type { Logger } from "@x/graceful-core";
import { expect } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";
import { patient } from "../plans.js";

const PATHS = { live: "/livez", ready: "/readyz", startup: "/startupz" };

/** The probes of an app, seen from outside. */
async function look(client: RawClient): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  for (const [name, path] of Object.entries(PATHS))
    statuses[name] = (await client.request("GET", path).response()).status;
  return statuses;
}

/** A check that counts its calls and ends when the test says so. */
function slowCheck() {
  let end = () => {};
  const told = new Promise<void>((resolve) => {
    end = resolve;
  });
  const check = { calls: 0, end, run: () => told };
  check.run = () => {
    check.calls++;
    return told;
  };
  return check;
}

export function health(subject: Subject): void {
  contractLine(
    subject,
    20,
    "Readiness fails from the first moment; liveness holds to the end.",
    (promise) => {
      ownServer(promise);
      ownPort(promise);
    },
  );
}

function ownServer(promise: DefinePromise): void {
  promise("probes", "probes on the app's own server answer from start-up to the drain", async (stage) => {
    await stage.start({ ...patient, lameDuckMs: 60_000, startup: "manual", health: PATHS });
    expect(await look(await stage.connect())).toEqual({ live: 200, ready: 503, startup: 503 });
    stage.lifecycle.markStarted();
    expect(await look(await stage.connect())).toEqual({ live: 200, ready: 200, startup: 200 });
    void stage.lifecycle.shutdown("test");
    // In the same turn, without a wait.
    expect(stage.lifecycle.phase.name).toBe("lame-duck");
    const late = await stage.connect();
    const { status, text } = await late.request("GET", "/readyz").response();
    expect([status, JSON.parse(text)]).toEqual([503, { status: "fail", output: "shutting down" }]);
    expect((await (await stage.connect()).request("GET", "/livez").response()).status).toBe(200);
  });

  promise(
    "probe-requests",
    "probes answer whatever the query, to HEAD without a body, in the format of the draft",
    async (stage) => {
      const failing = () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7:5432"));
      await stage.start({
        ...patient,
        health: { ...PATHS, checks: { postgres: failing, redis: () => true } },
      });
      const client = await stage.connect();
      const { status, headers, text } = await client.request("GET", "/readyz?from=kubelet&x").response();
      expect(status).toBe(503);
      expect(headers["content-type"]).toMatch(/^application\/health\+json/);
      expect(JSON.parse(text)).toMatchObject({
        status: "fail",
        checks: {
          "postgres:responseTime": [{ status: "fail" }],
          "redis:responseTime": [{ status: "pass" }],
        },
      });
      expect(text).not.toContain("ECONNREFUSED");
      const head = await client.request("HEAD", "/readyz?x").response();
      expect([head.status, head.text]).toEqual([503, ""]);
    },
  );

  promise(
    "probe-storm",
    "a hundred probes at once run each check once, and the checks in parallel",
    async (stage) => {
      const [postgres, redis] = [slowCheck(), slowCheck()];
      const checks = {
        postgres: { run: () => postgres.run(), timeoutMs: 60_000 },
        redis: () => redis.run(),
      };
      await stage.start({ ...patient, health: { ...PATHS, checks, cacheMs: 60_000 } });
      const clients = await Promise.all(Array.from({ length: 20 }, () => stage.connect()));
      const asked = clients.map((client) => client.request("GET", "/readyz").response());
      // The same server answers this after them: they have all arrived.
      await stage.roundTrip();
      expect([postgres.calls, redis.calls]).toEqual([1, 1]);
      postgres.end();
      redis.end();
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(clients.map(() => 200));
      for (const client of clients) await client.request("GET", "/readyz").response();
      expect([postgres.calls, redis.calls]).toEqual([1, 1]);
    },
  );
}

function ownPort(promise: DefinePromise): void {
  promise(
    "probe-port",
    "probes on a port of their own answer until the last release has ended",
    async (stage) => {
      let found = (_port: number) => {};
      const port = new Promise<number>((resolve) => {
        found = resolve;
      });
      const seen: unknown[] = [];
      const ask = async (when: string) => {
        const statuses = await Promise.all(
          Object.values(PATHS).map(
            async (path) => (await fetch(`http://127.0.0.1:${await port}${path}`)).status,
          ),
        );
        seen.push([when, ...statuses]);
      };
      const logger: Logger = {
        info(line) {
          const match = /^Health probes on port (\d+): \/livez/.exec(line);
          if (match) found(Number(match[1]));
        },
        warn() {},
        error() {},
      };
      await stage.start({
        ...patient,
        logger,
        health: { ...PATHS, port: 0, host: "127.0.0.1" },
        release: { first: () => ask("releasing"), last: { after: ["first"], run: () => ask("the last") } },
      });
      await ask("serving");
      const client = await stage.connect();
      expect((await client.request("GET", "/livez").response()).status).toBe(404);
      client.request("GET", "/gate/a");
      await stage.demo.ran("/gate/a");
      await stage.drain();
      await ask("draining");
      stage.demo.open("a");
      await stage.cleanReport();
      expect(seen).toEqual([
        ["serving", 200, 200, 200],
        ["draining", 200, 503, 200],
        ["releasing", 200, 503, 200],
        ["the last", 200, 503, 200],
      ]);
    },
  );
}
