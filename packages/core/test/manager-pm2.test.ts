import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownPm2, type Pm2 } from "./pm2.js";
import { connect } from "./wire.js";

let pm2: Pm2;
beforeAll(() => {
  pm2 = ownPm2();
});
afterAll(() => pm2.end());

/** PM2's own bound of `wait_ready` is longer than any test may take: where it says started, it was told. */
const WAIT_READY = { wait_ready: true, listen_timeout: 120_000 };

function portOf(name: string): number {
  const line = pm2.log(name).find((text) => text.startsWith("port "));
  return Number(line?.slice(5));
}

async function requestInFlight(name: string) {
  const client = (await connect(portOf(name))).get("/when-draining");
  await client.until("200 OK");
  return client;
}

describe("under PM2", () => {
  it("an app with wait_ready counts as started when it listens", async () => {
    await pm2.start("late", { ...WAIT_READY, env: { START_MS: "500" } });
    expect(portOf("late")).toBeGreaterThan(0);
    await pm2.command("delete", "late");
  });

  it.each([
    ["its SIGINT", "signal", {}, "SIGINT"],
    ["its message `shutdown`", "message", { shutdown_with_message: true }, "message"],
  ])("%s drains within kill_timeout, and the process ends by itself", async (_, name, settings, reason) => {
    await pm2.start(name, { ...WAIT_READY, ...settings, kill_timeout: 5_000 });
    const client = await requestInFlight(name);
    await pm2.command("stop", name);
    expect((await client.closed).received).toContain("whole");
    expect(pm2.log(name).join("\n")).toMatch(
      new RegExp(`${reason}: draining 1 connection .*PM2 kills after 5 s.*released.*exit 0`, "s"),
    );
    expect(pm2.log(name).join("\n")).not.toContain("did not end by itself");
    expect(pm2.exits()).toContainEqual(expect.stringMatching(`^${name}:\\d+ code 0`));
    await pm2.command("delete", name);
  });

  it("a reload in cluster mode takes the new worker first and lets the old one answer", async () => {
    await pm2.start("cluster", { ...WAIT_READY, kill_timeout: 5_000, exec_mode: "cluster", instances: 1 });
    const client = await requestInFlight("cluster");
    await pm2.command("reload", "cluster");
    expect((await client.closed).received).toContain("whole");
    const log = pm2.log("cluster").filter((line) => /^port|SIGINT|released|not end/.test(line));
    expect(log.map((line) => line.replace(/ \d+$|.*(SIGINT).*/, "$1"))).toEqual([
      "port",
      "port",
      "SIGINT",
      "released",
    ]);
    expect(pm2.exits()).toContainEqual(expect.stringMatching("^cluster:_old_\\d+ code 0"));
  });
});
