import { beforeAll, expect, test } from "vitest";
import { INSTALL_MS } from "../programs/install-once.js";
import { installPackages, Page } from "./page.js";

beforeAll(installPackages, INSTALL_MS);

/** Builds the pages before the program begins; a minute or two where the machine does something else as well. */
const BUILD = new URL("./fixtures/next-build.mjs", import.meta.url).href;

test("Next behind a custom server answers the request in flight, and is closed behind it", {
  timeout: 180_000,
}, async () => {
  using page = new Page("next", {
    environment: { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    preload: [BUILD],
  });
  await page.line(/^built$/);
  const client = await page.inFlight("/api/orders");
  page.signal("SIGTERM");
  expect((await client.response()).text).toBe('["tea"]');
  expect(await page.exited).toEqual({ code: 0, signal: null });
  expect(page.said.slice(-3)).toEqual(["in flight", "loaded", "orders closed"]);
});
