import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runToEnd } from "../../../test-kit/run-to-end.mjs";

const RUN = fileURLToPath(new URL("../run.mjs", import.meta.url));
/** The traffic takes a quarter of a minute, and so do the checks, on a quiet machine. */
const BOUND_MS = 120_000;

test(
  "without a terminal the demo has 80 columns and no colours; its last table has the verdicts on both servers",
  async () => {
    const { status, stdout } = await runToEnd(process.execPath, [RUN]);
    expect(status).toBe(0);
    const lines = stdout.split("\n");
    expect(lines.filter(({ length }) => length > 80)).toEqual([]);
    expect(stdout).not.toContain("\u001b");
    const rows = lines.slice(lines.findIndex((line) => line.includes("judged by graceful-check")));
    const outcomes = rows.flatMap((line) => {
      const [, id, naive, graceful] =
        /^([a-z-]+): .* {2}([✓✗~-] [a-z ]+?) +([✓✗~-] [a-z ]+)$/.exec(line) ?? [];
      return id === undefined ? [] : [{ id, naive, graceful }];
    });
    expect(outcomes).toHaveLength(7);
    expect(outcomes).toContainEqual({ id: "unused-connection", naive: "✗ failed", graceful: "✓ passed" });
    expect(outcomes.filter(({ graceful }) => graceful === "✗ failed")).toEqual([]);
  },
  BOUND_MS,
);
