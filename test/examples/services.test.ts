import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { names as frameworks } from "../adapter-names.js";
import { INSTALL_MS } from "../programs/install-once.js";
import { ExampleProcess } from "./example-process.js";
import { exampleProgram } from "./example-program.js";
import { send } from "./order-client.js";
import { type Seen, SHOPPERS, serveAndShutDown } from "./serve-and-shut-down.js";

describe.each(frameworks)("the %s example", (framework) => {
  let example: Awaited<ReturnType<typeof exampleProgram>>;
  let service: ExampleProcess;
  let seen: Seen;

  beforeAll(async () => {
    example = await exampleProgram(framework);
    service = new ExampleProcess(example.program);
    seen = await serveAndShutDown(service);
  }, INSTALL_MS);
  afterAll(() => {
    service.close();
    example.remove();
  });

  test("is alive, is ready when postgres is there, and refuses an order without an item", () => {
    expect(seen.live.status).toBe(200);
    expect(JSON.parse(seen.ready.body)).toMatchObject({ status: "pass", checks: expect.anything() });
    expect(seen.refused.status).toBe(400);
  });

  test("answers every request, whether it is slow, half sent at the signal or of a client that goes on sending", () => {
    const answers = [...seen.shopped, seen.upload, seen.report];
    expect(answers.filter(({ status, complete }) => !complete || (status !== 200 && status !== 201))).toEqual(
      [],
    );
    expect(JSON.parse(seen.upload.body)).toMatchObject({ item: "bread", packed: false });
    expect(JSON.parse(seen.report.body)).toContainEqual({ item: "milk", count: expect.any(Number) });
  });

  test("asks every client that goes on sending to close its connection, once", () => {
    expect(seen.shopped.filter(({ closes }) => closes)).toHaveLength(SHOPPERS);
  });

  test("ends its event stream with a last chunk and no help from the handler", () => {
    expect(seen.events).toMatchObject({ status: 200, complete: true });
    expect(seen.events.body).toContain('"item":"milk"');
  });

  test("finishes the order that it is packing and leaves every other one to the next process", () => {
    const placed = [...seen.shopped, seen.upload].filter(({ status }) => status === 201).length;
    const packed = seen.said.filter((line) => line.startsWith("worker: packed order")).length;
    expect(packed).toBeGreaterThan(0);
    expect(seen.said).toContain(`queue: stopped, ${placed - packed} left to the next process`);
  });

  test("stops the queue before it ends postgres, and neither is used after that", () => {
    expect(seen.said.filter((line) => line.includes("REFUSED"))).toEqual([]);
    expect(seen.said.slice(-2)).toEqual([expect.stringMatching(/^queue: stopped/), "postgres: ended"]);
  });

  test("reports a clean shutdown", () => {
    const { requests, releases, ...report } = seen.shutdown;
    expect(report).toMatchObject({ reason: "SIGTERM", outcome: "clean", exitCode: 0, cuts: [] });
    expect(requests).toMatchObject({ ended: 1, answered: requests.total - 1 });
    expect(releases.map(({ name, status }) => `${name} ${status}`)).toEqual(["queue done", "postgres done"]);
  });

  test("ends by itself with exit code 0", () => {
    expect(seen.exit).toEqual({ code: 0, signal: null });
    expect(service.lines.filter((line) => line.includes("did not end by itself"))).toEqual([]);
  });

  test("waits for the order that it is packing when nothing else is open", async () => {
    const quiet = new ExampleProcess(example.program);
    try {
      const port = await quiet.port();
      await send({ port, method: "POST", path: "/orders" }, '{"item":"milk"}');
      quiet.kill("SIGTERM");
      await expect(quiet.over()).resolves.toEqual({ code: 0, signal: null });
      expect(quiet.lines.filter((line) => /^(queue|postgres|worker): /.test(line))).toEqual([
        "worker: packed order 1",
        "queue: stopped, 0 left to the next process",
        "postgres: ended",
      ]);
    } finally {
      quiet.close();
    }
  });
});
