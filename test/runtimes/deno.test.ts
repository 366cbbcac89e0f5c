import { beforeAll, expect, test } from "vitest";
import { runtimeContract } from "../../conformance/src/runtime-contract.js";
import { deno } from "../../conformance/src/runtimes.js";
import { INSTALL_MS } from "../programs/install-once.js";
import { installRuntimes } from "./install-runtimes.js";
import { linesOn } from "./lines-on.js";
import { targets } from "./runtime-targets.js";

beforeAll(installRuntimes, INSTALL_MS);

runtimeContract(deno, targets);

test("that a server of Deno.serve is not drained is said when a Hono app is given to graceful()", async () => {
  expect(await linesOn(deno, "serves-fetch.mjs")).toEqual([
    expect.stringContaining("No server of Deno.serve is drained"),
    "served",
  ]);
});
