import { expect } from "vitest";
import { contractLine, type Subject } from "../contract-line.js";
import { patient, shortDrain, shortIdleGrace } from "../plans.js";

/** What follows the drain, as far as it shows within one process: lines 21, 22 and 25. */
export function lifecycle(subject: Subject): void {
  releases(subject);
  budget(subject);
  leftovers(subject);
}

function releases(subject: Subject): void {
  contractLine(
    subject,
    21,
    "Releases run after the last response, dependants first, each bounded; " +
      "one that throws or hangs never stops the next.",
    (promise) => {
      promise("release-after-last", "nothing is in flight when the first release runs", async (stage) => {
        const events: string[] = [];
        const release = (name: string) => () => {
          const { connections, requests } = stage.lifecycle.stats();
          events.push(`${name}: ${requests.inFlight} in flight, ${connections.total} connections`);
        };
        await stage.start({
          ...patient,
          release: { postgres: { after: ["queue"], run: release("postgres") }, queue: release("queue") },
        });
        const client = await stage.connect();
        client.request("GET", "/stream/a");
        await client.receives("first,");
        await stage.drain();
        events.push("the last response is written");
        stage.demo.open("a");
        await client.ended();
        const { releases } = await stage.cleanReport();
        expect(events).toEqual([
          "the last response is written",
          "queue: 0 in flight, 0 connections",
          "postgres: 0 in flight, 0 connections",
        ]);
        const ours = releases.filter(({ name }) => name === "queue" || name === "postgres");
        expect(ours).toMatchObject([
          { name: "queue", status: "done" },
          { name: "postgres", status: "done" },
        ]);
      });

      promise("release-fails", "a release that throws and a release that hangs", async (stage) => {
        const events: string[] = [];
        await stage.start({
          ...shortIdleGrace,
          release: {
            throws: () => {
              throw new Error("no");
            },
            hangs: { run: () => new Promise(() => {}), timeoutMs: 100 },
            works: { after: ["throws", "hangs"], run: () => events.push("works") },
          },
        });
        await stage.connectIdle();
        const { outcome, cuts, releases } = await stage.report();
        expect({ outcome, cuts, events }).toEqual({ outcome: "failed", cuts: [], events: ["works"] });
        const byName = new Map(releases.map((result) => [result.name, result]));
        expect(byName.get("throws")).toMatchObject({ status: "failed", error: { message: "no" } });
        expect(byName.get("hangs")).toMatchObject({ status: "failed", error: { code: "TIMED_OUT" } });
        expect(byName.get("works")).toMatchObject({ status: "done" });
      });
    },
  );
}

function budget(subject: Subject): void {
  contractLine(
    subject,
    22,
    "Nothing outlives the budget: hung handlers, hung releases, hung framework hooks, slow or hostile clients.",
    (promise) => {
      promise("budget", "a handler that hangs, and then a release that hangs", async (stage) => {
        await stage.start({
          ...shortDrain,
          budgetMs: 1_500,
          releaseMs: 300,
          release: { hung: () => new Promise(() => {}) },
        });
        const client = await stage.connect();
        client.request("GET", "/gate/a");
        await stage.demo.ran("/gate/a");
        await stage.drain();
        const { outcome, cuts, releases } = await stage.report();
        expect(outcome).toBe("cut");
        expect(cuts).toMatchObject([{ kind: "request", url: "/gate/a" }]);
        expect(releases).toContainEqual(
          expect.objectContaining({
            name: "hung",
            status: "failed",
            error: expect.objectContaining({ code: "TIMED_OUT" }),
          }),
        );
        await client.closed();
      });
    },
  );
}

function leftovers(subject: Subject): void {
  contractLine(
    subject,
    25,
    "Nothing is left behind after `closed`: no listener, timer, subscription or property on the user's objects.",
    (promise) => {
      promise("nothing-left", "nothing is left on the server and on the process", async (stage) => {
        const server = await stage.listen();
        // Node adds something to a server when it accepts the first connection.
        const first = await stage.connect();
        await first.request("GET", "/ok", { headers: { Connection: "close" } }).closed();
        const look = () => ({
          server: listenersOf(server),
          process: listenersOf(process),
          keys: Reflect.ownKeys(server),
        });
        const before = look();
        await stage.attach(patient);
        const idle = await stage.connectIdle();
        const client = await stage.connect();
        client.request("GET", "/gate/a");
        await stage.demo.ran("/gate/a");
        await stage.drain();
        idle.request("GET", "/ok");
        stage.demo.open("a");
        for (const one of [idle, client]) await one.ended();
        await stage.cleanReport();
        expect(look()).toEqual(before);
      });
    },
  );
}

function listenersOf(emitter: NodeJS.EventEmitter): Record<string, number> {
  return Object.fromEntries(emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]));
}
