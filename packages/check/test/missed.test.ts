import { expect, test } from "vitest";
import { type CheckOptions, check } from "../src/index.js";
import { fixture } from "./command.js";

const LONG_MS = 120_000;

async function judge(name: string, only: CheckOptions["only"] & object) {
  const { checks } = await check([process.execPath, fixture(name)], { runs: 1, only });
  return Object.fromEntries(checks.map(({ id, ...result }) => [id, result]));
}

test(
  "a server that does not go on with a request until its own deadline has lost it, on no busy machine",
  async () => {
    const { upload } = await judge("hangs.mjs", ["upload"]);
    expect(upload?.outcome).toBe("failed");
    expect(upload?.failures[0]?.seen[0]).toMatch(/^half of an upload: .*received nothing$/);
  },
  LONG_MS,
);

test(
  "a request that another check saw lost is lost in flight",
  async () => {
    const results = await judge("drops-one.mjs", ["in-flight", "told-to-close"]);
    expect(results["in-flight"]?.outcome).toBe("failed");
  },
  LONG_MS,
);

test(
  "a shutdown that ends well without clients and throws where it had some has no exit code of 0",
  async () => {
    const results = await judge("crashes-behind-clients.mjs", ["in-flight", "told-to-close", "exit-code"]);
    expect(results).toMatchObject({
      "in-flight": { outcome: "passed" },
      "told-to-close": { outcome: "passed" },
      "exit-code": { outcome: "failed", runs: { all: 2, passed: 1, failed: 1 } },
    });
    expect(results["exit-code"]?.failures[0]).toMatchObject({
      seen: [expect.stringMatching(/^the process: exit code 1 after .*, when every client had its answer$/)],
      cause: "with no connection open it ends well: an error at the end of a shutdown that had some",
    });
  },
  LONG_MS,
);

test(
  "a program that ends without its server is the cause of what the server goes on with, and holds no restart",
  async () => {
    const shell = ["sh", "-c", `"${process.execPath}" "${fixture("naive.mjs")}"; exit 1`];
    const spawn = `require("child_process").spawn(process.execPath, [${JSON.stringify(fixture("naive.mjs"))}])`;
    const port =
      /^the old process: ended by SIGTERM after .*, and a process of it still listens on the port$/;
    const causes = [
      [shell, "SIGTERM ended `sh`, not the server behind it: start the server itself"],
      [
        [process.execPath, "-e", spawn],
        "`node` ends at SIGTERM, not the server that it started: pass the signal on",
      ],
    ] as const;
    for (const [command, cause] of causes) {
      const { checks } = await check(command, { runs: 1, only: ["told-to-close", "restart"] });
      expect(checks.map(({ id, failures: [failure] }) => [id, failure?.seen.at(-1), failure?.cause])).toEqual(
        [
          ["told-to-close", expect.stringMatching(/its answer said: keep-alive\)$/), cause],
          ["restart", expect.stringMatching(port), cause],
        ],
      );
    }
  },
  LONG_MS,
);
