import { beforeAll, expect, test } from "vitest";
import { runtimeContract } from "../../conformance/src/runtime-contract.js";
import { bun } from "../../conformance/src/runtimes.js";
import { INSTALL_MS } from "../programs/install-once.js";
import { installRuntimes } from "./install-runtimes.js";
import { linesOn } from "./lines-on.js";
import { targets } from "./runtime-targets.js";

beforeAll(installRuntimes, INSTALL_MS);

runtimeContract(bun, targets);

const linesOf = (fixture: string) => linesOn(bun, fixture);

test("what differs on Bun is said when graceful() is called, and a server of Bun.serve is refused", async () => {
  expect(await linesOf("said.mjs")).toEqual([
    expect.stringMatching(/^\[graceful\] The HTTP server of this runtime is its own.* docs\/runtimes\.md$/),
    "refused INVALID_TARGET",
  ]);
});

test("a signal listener that is removed while it waits is not called, on Bun too", async () => {
  expect(await linesOf("listener-removed.mjs")).toEqual(["clean framework"]);
});

test("what is left holds the process for settleMs on Bun, which does not name it", async () => {
  expect((await linesOf("interval-left.mjs")).slice(1)).toEqual([
    expect.stringMatching(/ clean\. Exit code 0$/),
    expect.stringMatching(
      / did not end by itself: something that Node does not name held it .* It is ended now$/,
    ),
  ]);
});

test("that a server of Bun.serve is not drained is said when a Hono app is given to graceful()", async () => {
  expect(await linesOf("serves-fetch.mjs")).toEqual(
    expect.arrayContaining([expect.stringContaining("No server of Bun.serve is drained"), "served"]),
  );
});

test("a rejection without a handler begins the drain on Bun, which emits no `uncaughtException` for it", async () => {
  expect(await linesOf("rejected.mjs")).toEqual(["handled", "unhandledRejection second"]);
});
