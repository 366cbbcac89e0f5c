import { expect, test } from "vitest";
import type { Wire } from "../src/clients/wire.js";
import { causeOfExit, causeOfLoss } from "../src/judge/likely-cause.js";
import type { RunRecord } from "../src/report.js";
import type { ServerRun } from "../src/scenario/server-run.js";

/** A run of a command that the signal ended at once. */
const endedBySignal = (...command: string[]) =>
  ({
    plan: { signal: "SIGTERM", command },
    process: { end: { code: null, signal: "SIGTERM", at: 20, killed: false } },
    signalledAt: 0,
    signalNumber: 15,
    names: { scenario: "requests", run: 1 },
  }) as unknown as ServerRun;

test("the signal ended the program in front of the server, if that is known to pass none on", () => {
  const causeOf = (...command: string[]) => causeOfExit(endedBySignal(...command))([]);
  expect(causeOf("/usr/bin/npm", "start")).toBe(
    "SIGTERM ended `npm`, not the server behind it: start the server itself",
  );
  expect(causeOf("node", "--run", "start")).toBe(
    "SIGTERM ended `node --run`, not the server behind it: start the server itself",
  );
  expect(causeOf("node", "server.js", "--run")).toBe("nothing handles SIGTERM: it ended the process at once");
});

test("a process that is gone within half a second did not wait for a time", () => {
  const causeOf = (at: number) => {
    const run = { plan: { signal: "SIGTERM", command: ["server"] }, signalledAt: 0, signalNumber: 15 };
    const process = { end: { code: 0, signal: null, at, killed: false } };
    const wire = { end: { how: "fin", at } } as unknown as Wire;
    const cause = causeOfLoss({ ...run, process } as unknown as ServerRun, wire);
    // Another run took long: its connections were not destroyed.
    return typeof cause === "function" && cause([{ exit: { afterMs: 2_000 } } as unknown as RunRecord]);
  };
  expect(causeOf(12)).toBe("the connection was closed as if it were idle, though its request was under way");
  expect(causeOf(1_000)).toMatch(
    /^the process is gone after 1 s, .*: it waits for a time, and not for them$/,
  );
});
