import { beforeAll, describe, expect, test } from "vitest";
import { endForkedAfterEach, run } from "../../packages/core/test/forked.js";
import type { Program } from "../../test-kit/program.mjs";
import { programOf } from "../packages/command.js";
import { INSTALL_MS } from "./install-once.js";
import { FIXTURES, installPackages, PACKAGES } from "./program.js";

beforeAll(installPackages, INSTALL_MS);
endForkedAfterEach();

const WITH_CHANNEL = ["ignore", "pipe", "pipe", "ipc"] as const;
const WITHOUT = ["ignore", "pipe", "pipe"] as const;

/** What they print of handles that are left, of workers that do not end, and of rejections that nobody sees. */
const COMPLAINT = /did not exit|open handle|exit gracefully|close timed out|unhandled/i;

async function expectAllPassed(runner: Program, passed: RegExp): Promise<void> {
  const { code } = await runner.ended;
  const printed = runner.lines.join("\n");
  expect(printed).toMatch(passed);
  expect(printed).not.toMatch(COMPLAINT);
  expect(code).toBe(0);
}

describe("a CommonJS suite of Jest that requires an app made graceful passes and ends", () => {
  const jest = `${PACKAGES}node_modules/jest/bin/jest.js`;
  /** Jest would choose no workers where it remembers that these suites are fast. */
  const inWorkers = ["--maxWorkers=2", "--workerIdleMemoryLimit=1GB"];

  test.each([
    ["in a process without a channel", ["--runInBand"], WITHOUT, "no"],
    ["where it looks for handles", ["--detectOpenHandles"], WITHOUT, "no"],
    ["in a forked process", ["--runInBand"], WITH_CHANNEL, "yes"],
    ["in Jest's workers", inWorkers, WITHOUT, "yes"],
  ] as const)("%s", async (_, args, stdio, HAS_CHANNEL) => {
    const options = { cwd: `${FIXTURES}jest`, env: { HAS_CHANNEL }, stdio: [...stdio] };
    await expectAllPassed(
      run(process.execPath, [jest, ...args], options),
      /^Test Suites: 2 passed, 2 total$/m,
    );
  });
});

test("a suite of Vitest that imports an app made graceful passes and ends, in Vitest's workers", async () => {
  const vitest = run(process.execPath, [programOf("vitest"), "run"], {
    cwd: `${FIXTURES}vitest`,
    env: { NO_COLOR: "1" },
  });
  await expectAllPassed(vitest, /^ *Tests +4 passed \(4\)$/m);
});
