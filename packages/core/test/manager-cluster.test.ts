import { describe, expect, test } from "vitest";
import { endForkedAfterEach, forkFixture } from "./forked.js";
import { connect } from "./wire.js";

endForkedAfterEach();

/** A primary, its worker, and a request in flight on it. */
async function cluster(plan = {}) {
  const primary = forkFixture("cluster-primary.mjs", { env: { PLAN: JSON.stringify(plan) } });
  const [, worker] = await primary.line(/^worker (\d+)/);
  const [, port] = await primary.line(/^port (\d+)/);
  const client = (await connect(Number(port))).get("/when-draining");
  await client.receives("200 OK");
  /** In their order: what the worker told, and what the primary saw. Between the two there is none. */
  const told = () => primary.lines.filter((line) => /^released|^exit|did not|Error/.test(line));
  const seen = () => primary.lines.flatMap((line) => /^primary: (.*)/.exec(line)?.[1] ?? []);
  return { primary, worker: Number(worker), port: Number(port), client, told, seen };
}

describe("a worker of node:cluster", () => {
  test("drains, disconnects, and ends by itself: to its primary it went on purpose", async () => {
    const { primary, worker, client, told, seen } = await cluster();
    process.kill(worker, "SIGTERM");
    expect((await client.closed()).received).toContain("whole");
    expect(await primary.ended).toEqual({ code: 0, signal: null });
    expect(told()).toEqual(["released", "exit 0"]);
    expect(seen()).toEqual(["disconnected", "worker ended with 0, on purpose: true"]);
  });

  test("outlives its primary until the request in flight is answered", async () => {
    const { primary, worker, port, client, told } = await cluster();
    // What holds the worker until its primary is gone.
    const half = (await connect(port)).get("/");
    await half.receives("pid");
    half.write("GET / HTTP/1.1\r\n");
    process.kill(worker, "SIGTERM");
    await primary.line(/SIGTERM: draining/);
    primary.kill("SIGKILL");
    expect((await client.closed()).received).toContain("whole");
    half.write("Host: localhost\r\n\r\n");
    await half.receives("pid", 2);
    // The worker has the same pipes: they are closed when it is gone too.
    expect(await primary.ended).toEqual({ code: null, signal: "SIGKILL" });
    expect(told()).toEqual(["released", "exit 0"]);
  });

  test("survives a message to a primary that is gone", async () => {
    const primary = forkFixture("cluster-orphan.mjs");
    expect(await primary.ended).toEqual({ code: null, signal: "SIGKILL" });
    expect(primary.lines.filter((line) => /Error|^released|^exit/.test(line))).toEqual([
      "released",
      "exit 0",
    ]);
  });

  test("shuts down when its primary disconnects it", async () => {
    const { primary, client, told, seen } = await cluster({ idleGraceMs: 0 });
    primary.kill("SIGUSR2");
    // Node waits for the connections first; nobody has told them of a drain.
    client.close();
    expect(await primary.ended).toEqual({ code: 0, signal: null });
    expect(told()).toEqual(["released", "exit 0"]);
    expect(seen()).toEqual(["disconnected", "worker ended with 0, on purpose: true"]);
    expect(primary.lines.join("\n")).toMatch(/disconnect: draining/);
  });

  test("that hangs is cut at the deadline, and its primary is notified", async () => {
    const { primary, worker, seen } = await cluster({ drainMs: 100 });
    process.kill(worker, "SIGTERM");
    await primary.ended;
    expect(seen().at(-1)).toBe("worker ended with 1, on purpose: true");
  });

  test("by a primary that passes SIGTERM on and waits, no request is lost", async () => {
    const { primary, client, seen } = await cluster();
    primary.kill("SIGTERM");
    expect((await client.closed()).received).toContain("whole");
    expect(await primary.ended).toEqual({ code: 0, signal: null });
    expect(seen()).toContain("worker ended with 0, on purpose: true");
  });
});
