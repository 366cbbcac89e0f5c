import { rmSync } from "node:fs";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { RawClient } from "../../test-kit/raw-client.mjs";
import { codeBlocks } from "../docs/code-blocks.js";
import { copied } from "../docs/served-block.js";
import { ServedProgram } from "../docs/served-program.js";
import { mustRun } from "../packages/command.js";
import { HERE, INSTALL_MS, installPackages, requireHere } from "./page.js";

beforeAll(installPackages, INSTALL_MS);

const PAGE = "docs/with/next.md";
const BUILD_MS = 180_000;

test(
  "Next in a custom server answers the request in flight, and is closed after it",
  async () => {
    const block = codeBlocks(PAGE).find(({ name }) => name === "server.js");
    if (!block) throw new Error(`${PAGE} has no server.js`);
    const folder = copied(PAGE, block, `${HERE}.cache`);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const next = requireHere.resolve("next/dist/bin/next");
    await mustRun([next, "build"], folder, { NEXT_TELEMETRY_DISABLED: "1" });

    const environment = { NODE_ENV: "production", PORT: "0" };
    using program = new ServedProgram({ folder, file: "server.js", environment });
    const client = await RawClient.connect({ port: await program.listening });
    client.request("GET", "/api/orders");
    await program.line(/^in flight$/);
    program.kill("SIGTERM");
    expect((await client.response()).text).toBe('["tea"]');
    client.close();
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.lines.filter((line) => /^(in flight|loaded|orders closed)$/.test(line))).toEqual([
      "in flight",
      "loaded",
      "orders closed",
    ]);
  },
  BUILD_MS,
);
