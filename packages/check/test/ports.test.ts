import { expect, test } from "vitest";
import { freePort } from "../../../test-kit/free-port.mjs";
import { check } from "../src/index.js";
import { type Lease, Ports } from "../src/scenario/ports.js";
import { fixture } from "./command.js";

/** Each step, and everything that it made possible. */
async function play(...steps: (() => void)[]): Promise<void> {
  for (const step of steps) {
    step();
    await new Promise(setImmediate);
  }
}

test("a port that was given goes to the next one when it is released, and by the end at the latest", async () => {
  const ports = new Ports(3_000);
  const events: string[] = [];
  const [first, second] = [1, 2, 3].map(async (n) => {
    const lease = await ports.acquire();
    events.push(`${n} starts on ${lease.port}, ${lease.hasCompany() ? "beside another" : "alone"}`);
    return lease;
  }) as [Promise<Lease>, Promise<Lease>];
  const step = (text: string, then: () => void) => () => {
    events.push(text);
    then();
  };
  await play(step("1 is released", (await first).release));
  await play(step("1 ends", (await first).end), step("2 ends", (await second).end));
  expect(events).toEqual([
    "1 starts on 3000, alone",
    "1 is released",
    "2 starts on 3000, beside another",
    "1 ends",
    "2 ends",
    "3 starts on 3000, alone",
  ]);
});

test("free ports are given at once, and one at a time where two cannot be there", async () => {
  const ports = new Ports(undefined);
  const [first, second] = await Promise.all([ports.acquire(), ports.acquire()]);
  expect(first.port).not.toBe(second.port);
  ports.oneAtATime();
  const events: string[] = [];
  const third = ports.acquire();
  void third.then(() => events.push("3 starts"));
  await play(first.end, second.release, () => events.push("all others but one are gone"));
  second.end();
  await third;
  events.push("all are gone");
  expect(events).toEqual(["all others but one are gone", "3 starts", "all are gone"]);
});

test.each([
  ["that is taken before it serves", "one-at-a-time.mjs"],
  ["that is taken when it serves already", "second-port-later.mjs"],
])(
  "a server of which two cannot be there at once, for a port %s, is measured by one at a time",
  async (_when, name) => {
    const report = await check([process.execPath, fixture(name)], {
      env: { METRICS_PORT: String(await freePort()) },
      only: ["in-flight", "idle-closed", "ends-soon", "restart"],
      runs: 1,
    });
    expect(report.checks.map(({ id, outcome, reason }) => `${id} ${reason ?? outcome}`)).toEqual([
      "in-flight passed",
      // A machine that is too busy measures no idle connection.
      expect.stringMatching(/^idle-closed (passed|the machine was too busy: )/),
      "ends-soon passed",
      expect.stringMatching(/^restart (passed|race)$/),
    ]);
  },
  60_000,
);
