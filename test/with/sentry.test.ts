import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { INSTALL_MS, installPackages, Page } from "./page.js";

beforeAll(installPackages, INSTALL_MS);

test("the error of the request in flight reaches Sentry", async () => {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request.setEncoding("latin1")) text += part;
    received.push(text);
    response.end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const SENTRY_DSN = `http://key@127.0.0.1:${(server.address() as AddressInfo).port}/1`;

  using page = new Page("sentry", { environment: { SENTRY_DSN }, preload: ["./instrument.js"] });
  const client = await page.inFlight();
  page.kill("SIGTERM");
  expect((await client.response()).status).toBe(500);
  expect(await page.ended).toEqual({ code: 0, signal: null });
  expect(received.filter((text) => text.includes('"value":"no tea"'))).toHaveLength(1);
});
