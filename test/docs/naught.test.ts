import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { root } from "./markdown-files.js";

test("naught does not start, as docs/coming-from/naught.md says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "graceful-naught-"));
  const args = ["start", "--daemon-mode", "false", "--ipc-file", join(folder, "ipc"), "server.js"];
  const naught = spawn(process.execPath, [`${root}node_modules/naught/lib/main.js`, ...args], {
    cwd: folder,
    env: { HOME: folder, PATH: process.env.PATH },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = text(naught.stderr);
  expect(await once(naught, "close")).toEqual([1, null]);
  expect(await said).toContain("ERR_INVALID_ARG_TYPE");
  rmSync(folder, { recursive: true });
});
