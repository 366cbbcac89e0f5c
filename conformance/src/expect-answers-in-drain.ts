import { expect } from "vitest";
import type { Stage } from "./stage.js";

/** Drains a stage with a request in flight on each of its first servers: all are answered, and told to close. */
export async function expectAnswersInDrain(stage: Stage, servers: number): Promise<void> {
  const busy = await Promise.all(
    Array.from({ length: servers }, (_, n) => stage.connect({}, stage.address(n))),
  );
  for (const client of busy) client.request("GET", "/gate/a");
  await stage.demo.ran("/gate/a", servers);
  await stage.drain();
  stage.demo.open("a");
  for (const client of busy) {
    expect(await client.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
    await client.ended();
  }
  await stage.cleanReport();
}
