import { expect, test } from "vitest";
import { endForkedAfterEach } from "./forked.js";
import { start } from "./started.js";

endForkedAfterEach();

test("the probes have their port even if `import()` rejects, as under Jest", async () => {
  const app = await start("without-import.cjs");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(app.lines).toContain("ready 200");
});
