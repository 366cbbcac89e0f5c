import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownPm2, type Pm2 } from "./pm2.js";
import { connect } from "./wire.js";

let pm2: Pm2;
beforeAll(() => {
  pm2 = ownPm2();
});
afterAll(() => pm2.end());

/** PM2's own bound of `wait_ready` is longer than any test may take: where it says started, it was told. */
const WAIT_READY = { wait_ready: true, listen_timeout: 120_000 };

async function portOf(name: string): Promise<number> {
  return Number(/^port (\d+)/m.exec(await pm2.log(name, /^port \d+/m))?.[1]);
}

async function requestInFlight(name: string) {
  const client = (await connect(await portOf(name))).get("/when-draining");
  await client.receives("200 OK");
  return client;
}

describe("under PM2", () => {
  test("an app with wait_ready counts as started when it listens", async () => {
    await pm2.start("late", { ...WAIT_READY, env: { START_MS: "500" } });
    (await connect(await portOf("late"))).close();
    await pm2.command("delete", "late");
  });

  test.each([
    ["its SIGINT", "signal", {}, "SIGINT"],
    ["its message `shutdown`", "message", { shutdown_with_message: true }, "message"],
  ])("%s drains within kill_timeout, and the process ends by itself", async (_, name, settings, reason) => {
    await pm2.start(name, { ...WAIT_READY, ...settings, kill_timeout: 5_000 });
    const client = await requestInFlight(name);
    await pm2.command("stop", name);
    expect((await client.closed()).received).toContain("whole");
    const log = await pm2.log(name, /^exit/m);
    expect(log).toMatch(
      new RegExp(`${reason}: draining 1 connection .*PM2 kills after 5 s.*released.*exit 0`, "s"),
    );
    expect(log).not.toContain("did not end by itself");
    expect(await pm2.exitCode(new RegExp(`${name}:\\d+`))).toBe(0);
    await pm2.command("delete", name);
  });

  test("a reload in cluster mode takes the new worker first and lets the old one answer", async () => {
    await pm2.start("cluster", { ...WAIT_READY, kill_timeout: 5_000, exec_mode: "cluster", instances: 1 });
    const client = await requestInFlight("cluster");
    await pm2.command("reload", "cluster");
    expect((await client.closed()).received).toContain("whole");
    const log = await pm2.log("cluster", /Closed in/);
    const story = [...log.matchAll(/^port|SIGINT: draining 1 connection|released|did not end/gm)];
    expect(story.map(([event]) => event)).toEqual([
      "port",
      "port",
      "SIGINT: draining 1 connection",
      "released",
    ]);
    expect(await pm2.exitCode(/cluster:_old_\d+/)).toBe(0);
    await pm2.command("delete", "cluster");
  });

  // PM2 loads its metrics into every app. When they find no channel, in any second, they end the process with code 1.
  test("a worker in cluster mode keeps its channel to the end, and does not wait for it", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "graceful-channel-")), "channel");
    await pm2.start("channel", {
      ...WAIT_READY,
      kill_timeout: 5_000,
      exec_mode: "cluster",
      instances: 1,
      env: { CHANNEL_FILE: file },
    });
    await pm2.command("stop", "channel");
    expect(await pm2.exitCode(/channel:\d+/)).toBe(0);
    expect(await pm2.log("channel", /Closed in/)).not.toContain("did not end by itself");
    expect(readFileSync(file, "utf8")).toBe("connected");
    rmSync(dirname(file), { recursive: true });
  });
});
