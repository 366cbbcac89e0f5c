import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Program } from "../../../test-kit/program.mjs";
import { endForkedAfterEach, fixture, run } from "./forked.js";
import { connect } from "./wire.js";

endForkedAfterEach();

const BIN = createRequire(import.meta.url).resolve("nodemon/bin/nodemon.js");

/** Runs an app under nodemon with a request in flight, and saves a file that nodemon watches. */
async function restart(plan: object, ...settings: string[]): Promise<{ nodemon: Program; received: string }> {
  const folder = mkdtempSync(join(tmpdir(), "graceful-nodemon-"));
  writeFileSync(join(folder, "saved.txt"), "");
  const watched = ["--verbose", "--watch", folder, "--ext", "txt", "--delay", "0.05"];
  const nodemon = run(process.execPath, [BIN, ...settings, ...watched, fixture("managed.mjs")], {
    env: { HOME: folder, PLAN: JSON.stringify(plan) },
  });
  try {
    const [, port] = await nodemon.line(/^port (\d+)/);
    const client = (await connect(Number(port))).get("/when-draining");
    await client.receives("200 OK");
    await nodemon.line(/watching 1 file/);
    writeFileSync(join(folder, "saved.txt"), "saved");
    const { received } = await client.closed();
    await nodemon.line(/^port/, 2);
    return { nodemon, received };
  } finally {
    // Asked to, nodemon ends its app as well; killed, it would leave it behind.
    nodemon.kill("SIGTERM");
    await nodemon.ended;
    rmSync(folder, { recursive: true });
  }
}

const story = ({ lines }: Program) =>
  lines.flatMap((line) => /(starting|restarting|\w+: draining|released|exit \d|^port)/.exec(line)?.[1] ?? []);

test.each([
  ["with SIGUSR2 among the signals", { signals: ["SIGTERM", "SIGINT", "SIGUSR2"] }, [], "SIGUSR2"],
  ["with --signal SIGTERM", {}, ["--signal", "SIGTERM"], "SIGTERM"],
])("nodemon waits for the drain and starts anew %s", async (_, plan, settings, signal) => {
  const { nodemon, received } = await restart(plan, ...settings);
  expect(received).toContain("whole");
  expect(story(nodemon).slice(0, 8)).toEqual([
    "starting",
    "port",
    "restarting",
    `${signal}: draining`,
    "released",
    "exit 0",
    "starting",
    "port",
  ]);
});

test("with neither, SIGUSR2 ends the app in the middle of a request", async () => {
  const { nodemon, received } = await restart({});
  expect(received).not.toContain("whole");
  expect(story(nodemon).slice(0, 5)).toEqual(["starting", "port", "restarting", "starting", "port"]);
});
