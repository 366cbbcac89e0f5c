import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { fixture, start } from "./command.js";

/** Every process that belongs to a run of the command: its server and all that carry the mark of one. */
function processesOf(mark: string): string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return (
        /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, "latin1").includes(`TEST_RUN=${mark}\0`)
      );
    } catch {
      return false;
    }
  });
}

/** Bounded by the time limit of the test. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(20);
}

test.each([
  ["when it is through", undefined, 1],
  ["after Ctrl+C", "SIGINT", 130],
  ["after SIGTERM", "SIGTERM", 143],
  ["after a SIGKILL, which it cannot hear", "SIGKILL", null],
] as const)("no process of the server and of its children is left %s", async (_, signal, code) => {
  // Not by the name: this test may run in two folders of one machine at the same time.
  const mark = randomUUID();
  const args = ["--only", "no-orphans", "--runs", "2", "--", process.execPath, fixture("forks.mjs")];
  const command = start(args, { TEST_RUN: mark });
  // The command itself, its guard, and servers with their children.
  await until(() => processesOf(mark).length > 4);
  if (signal) command.kill(signal);
  expect((await command.ended).code).toBe(code);
  await until(() => processesOf(mark).length === 0);
});
