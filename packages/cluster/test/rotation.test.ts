import { expect, test } from "vitest";
import { endForkedAfterEach } from "../../core/test/forked.js";
import { Program, removeFoldersAfterEach, server } from "./program.js";
import { fetchOnce } from "./traffic.js";

endForkedAfterEach();
removeFoldersAfterEach();

test("readiness never says no to a newcomer during a reload, lame duck or not: an old worker is out of the rotation first", async () => {
  const plan = '{ lameDuckMs: 1_000, health: { ready: "/readyz" } }';
  const program = new Program(server("1", { plan })).start(["--workers", "1"]);
  const port = await program.serving();
  const seen: (number | undefined)[] = [];
  let isOver = false;
  const probing = (async () => {
    while (!isOver) seen.push((await fetchOnce(port, "/readyz")).status);
  })();
  await program.reload();
  isOver = true;
  await probing;
  expect(seen.length).toBeGreaterThan(10);
  expect(seen.filter((status) => status !== 200)).toEqual([]);
});
