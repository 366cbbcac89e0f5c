import { expect } from "vitest";
import type { RawClient } from "../../test-kit/raw-client.mjs";
import type { Stage } from "./stage.js";

/** The probe of a ready app, through the routing of its framework: GET gets 200 and a body, HEAD no body. */
export async function expectReady(client: RawClient): Promise<void> {
  expect(await client.request("GET", "/readyz?from=kubelet").response()).toMatchObject({
    status: 200,
    headers: {
      "content-type": expect.stringContaining("application/health+json"),
      "cache-control": "no-store",
    },
    text: expect.stringContaining('"status":"pass"'),
  });
  expect(await client.request("HEAD", "/readyz?from=kubelet").response()).toMatchObject({
    status: 200,
    headers: { "content-type": expect.stringContaining("application/health+json") },
    text: "",
  });
}

/** Shuts the stage down with a request in flight: meanwhile the probe gets 503 and `Connection: close`. */
export async function expectUnreadyInDrain(stage: Stage, client: RawClient): Promise<void> {
  const busy = await stage.connect();
  busy.request("GET", "/gate/a");
  await stage.demo.ran("/gate/a");
  await stage.drain();
  expect(await client.request("GET", "/readyz").response()).toMatchObject({
    status: 503,
    headers: { connection: "close" },
  });
  stage.demo.open("a");
  await stage.cleanReport();
}
