import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { runtimeContract } from "../../conformance/src/runtime-contract.js";
import { bun } from "../../conformance/src/runtimes.js";
import { run } from "../../test-kit/program.mjs";
import { INSTALL_MS } from "../programs/install-once.js";
import { installRuntimes } from "./install-runtimes.js";
import { targets } from "./runtime-targets.js";

beforeAll(installRuntimes, INSTALL_MS);

runtimeContract(bun, targets);

test("what differs on Bun is said when graceful() is called, and a server of Bun.serve is refused", async () => {
  const [command = "", ...args] = bun.command;
  const said = await run(command, [...args, fileURLToPath(new URL("./fixtures/said.mjs", import.meta.url))]);
  expect(said.split("\n")).toEqual([
    expect.stringMatching(/^\[graceful\] The HTTP server of this runtime is its own.* docs\/runtimes\.md$/),
    "refused INVALID_TARGET",
  ]);
});
