import { expect } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { contractLine, type Subject } from "../contract-line.js";
import { fateOf, refused } from "../fate.js";
import { patient, shortIdleGrace } from "../plans.js";
import type { Stage } from "../stage.js";

const LAME_DUCK_MS = 1_000;

/** New connections: line 11. */
export function listeners(subject: Subject): void {
  contractLine(
    subject,
    11,
    "New connections: served during lame duck, refused by the kernel after it, never accepted and then reset.",
    (promise) => {
      promise(
        "lame-duck",
        "new connections are served during lame duck with `Connection: close`, and refused after it",
        async (stage) => {
          await stage.start({ ...patient, lameDuckMs: LAME_DUCK_MS });
          const idle = await stage.connectIdle();
          void stage.lifecycle.shutdown();
          await stage.phase("lame-duck");
          const fresh = await stage.connect();
          for (const client of [fresh, idle]) {
            const response = await client.request("GET", "/ok").response();
            expect(response).toMatchObject({ text: "ok", headers: { connection: "close" } });
            await client.ended();
          }
          expect(stage.lifecycle.phase.name).toBe("lame-duck");
          await stage.phase("draining");
          await stage.listenersClosed();
          expect(await refused(stage)).toBe(true);
          await stage.cleanReport();
        },
      );

      promise(
        "lame-duck-idle",
        "an idle connection outlives the lame duck, and then has its grace",
        async (stage) => {
          await stage.start({ ...shortIdleGrace, lameDuckMs: LAME_DUCK_MS });
          const idle = await stage.connectIdle();
          const events: string[] = [];
          stage.lifecycle.on("phase", ({ name }) => events.push(name));
          void stage.lifecycle.shutdown();
          await idle.ended();
          events.push("the idle connection ends");
          await stage.cleanReport();
          // Seen from here, the connection may end shortly before or after the end of the drain.
          const order = events.filter((event) => event !== "releasing" && event !== "closed");
          expect(order).toEqual(["lame-duck", "draining", "the idle connection ends"]);
        },
      );

      promise("refused", "new connections are refused while a request is still in flight", async (stage) => {
        await stage.start();
        const client = await stage.connect();
        client.request("GET", "/gate/a");
        await stage.demo.ran("/gate/a");
        await stage.drain();
        expect(await refused(stage)).toBe(true);
        expect(stage.lifecycle.phase.name).toBe("draining");
        stage.demo.open("a");
        await client.response();
        await stage.cleanReport();
      });

      promise("burst", "100 connections that arrive in the moment of the drain", async (stage) => {
        await stage.start();
        const clients = burst(stage, 50);
        // connect(2) is called in the next tick: after it the kernel has accepted what Node has not.
        await new Promise<void>((resolve) => process.nextTick(resolve));
        void stage.lifecycle.shutdown();
        clients.push(...burst(stage, 50));
        const fates = await Promise.all(clients.map(fateOf));
        expect(fates.slice(0, 50)).toEqual(Array(50).fill("answered"));
        expect(fates.filter((fate) => fate !== "answered" && fate !== "refused")).toEqual([]);
        await stage.cleanReport();
      });

      promise(
        "burst-spread",
        "100 connections that arrive around that moment, some in every turn",
        async (stage) => {
          await stage.start();
          const clients: RawClient[] = [];
          for (let turn = 0; turn < 20; turn++) {
            if (turn === 10) void stage.lifecycle.shutdown();
            clients.push(...burst(stage, 5));
            await new Promise((resolve) => setImmediate(resolve));
          }
          const fates = await Promise.all(clients.map(fateOf));
          expect(fates.filter((fate) => fate !== "answered" && fate !== "refused")).toEqual([]);
          await stage.cleanReport();
        },
      );
    },
  );
}

function burst(stage: Stage, size: number): RawClient[] {
  return Array.from({ length: size }, () => stage.open().request("GET", "/ok"));
}
