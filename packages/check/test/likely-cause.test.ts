import { expect, test } from "vitest";
import { causeOfExit } from "../src/judge/likely-cause.js";
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
