import { expect, test } from "vitest";
import { run } from "./command.js";

/** Some 45 s where nothing else runs. */
const BOUND_MS = 300_000;

test(
  "every check notices the server that is wrong in its way, and none fails one that is right",
  async () => {
    const { stdout, status } = await run("self-test");
    expect(stdout.split("\n").filter((line) => line.startsWith("✗"))).toEqual([]);
    expect(stdout).toContain("32 of 32 servers judged rightly");
    expect(status).toBe(0);
  },
  BOUND_MS,
);
