import { expect, test } from "vitest";
import { endForkedAfterEach, forkFixture } from "./forked.js";

endForkedAfterEach();

test("an engine that served a request keeps no process alive whose server its owner has closed", async () => {
  const app = forkFixture("closed-by-its-owner.mjs");
  const [, resources = ""] = await app.line(/^alive for (.*)/);
  expect(JSON.parse(resources)).not.toContain("Timeout");
  expect(await app.ended).toEqual({ code: 0, signal: null });
});
