import { afterEach, expect, test } from "vitest";
import { builtExample, ExampleProcess } from "./example-process.js";
import { send } from "./order-client.js";

let service: ExampleProcess;
afterEach(() => service.close());

test("the OpenTelemetry example loses no span of the request in flight, the releases or the shutdown", async () => {
  service = new ExampleProcess(builtExample("opentelemetry"));
  const port = await service.port();
  const slow = send({ port, path: "/slow" });
  await send({ port, path: "/quick" });

  service.kill("SIGTERM");
  expect(await slow).toMatchObject({ status: 200, complete: true });
  await expect(service.over()).resolves.toEqual({ code: 0, signal: null });

  const closed = service.lines.findIndex((line) => line.includes("Closed in"));
  const exported = (lines: string[]) => lines.flatMap((line) => /^ {2}name: '(.+)',$/.exec(line)?.[1] ?? []);
  expect(exported(service.lines.slice(0, closed))).toEqual([
    "GET /quick",
    "GET /slow",
    "draining",
    "release cache",
  ]);
  expect(exported(service.lines.slice(closed))).toEqual(["release traces", "releasing", "shutdown"]);
  expect(await service.report()).toMatchObject({
    outcome: "clean",
    releases: [
      { name: "cache", status: "done" },
      { name: "traces", status: "done" },
    ],
  });
});
