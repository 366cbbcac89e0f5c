import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { firstMessage } from "../../test-kit/first-message.mjs";
import { spawnTracked } from "../../test-kit/spawn-tracked.mjs";

const PROGRAM = fileURLToPath(new URL("../scale/drain.mjs", import.meta.url));

test("fake sockets are drained as idle connections", async () => {
  const child = spawnTracked(process.execPath, [PROGRAM, "100", "0"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { closed } = await firstMessage(child);
  child.kill("SIGKILL");
  expect(closed).toBe(100);
});
