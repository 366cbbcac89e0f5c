import { expect, test } from "vitest";
import { endForkedAfterEach } from "./forked.js";
import { start } from "./started.js";

endForkedAfterEach();

test("where `import()` rejects, as under Jest, the probes have their port all the same", async () => {
  const app = await start("without-import.cjs");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(app.lines).toContain("ready 200");
});
