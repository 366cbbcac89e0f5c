import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { endForkedAfterEach, run } from "../../core/test/forked.js";
import { defaultControlPath, findControlPaths } from "../src/control/control-path.js";
import { MAIN, Program, removeFoldersAfterEach, server } from "./program.js";

endForkedAfterEach();
removeFoldersAfterEach();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "graceful-cluster-path-"));
  vi.stubEnv("TMPDIR", folder);
  vi.stubEnv("XDG_RUNTIME_DIR", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("programs of one name in two folders have a socket each", () => {
  expect(defaultControlPath("server.js", "/srv/a")).not.toBe(defaultControlPath("server.js", "/srv/b"));
  expect(defaultControlPath("server.js", "/srv/a")).toBe(defaultControlPath("/srv/a/server.js"));
});

test("a program that has no XDG_RUNTIME_DIR, as under systemd, is found from a shell that has one", () => {
  const path = defaultControlPath("server.js");
  writeFileSync(path, "");
  vi.stubEnv("XDG_RUNTIME_DIR", folder);
  const second = defaultControlPath("server.js");
  writeFileSync(second, "");
  expect(findControlPaths()).toEqual([second, path]);
});

test("a folder of another user is not used", () => {
  const taken = join(folder, `graceful-cluster-${process.geteuid?.()}`);
  mkdirSync(taken);
  chownSync(taken, 54_321, 54_321);
  expect(() => defaultControlPath("server.js")).toThrow(`${taken} belongs to another user`);
});

test("a user without a name, as in a container, has a socket and is found", async () => {
  const program = new Program(server("1"));
  for (const path of [folder, program.folder]) chmodSync(path, 0o777);
  const nameless = ["--reuid", "54321", "--regid", "54321", "--clear-groups", process.execPath, MAIN];
  const env = { PORT: "0", TMPDIR: folder, XDG_RUNTIME_DIR: "" };
  const primary = run("setpriv", [...nameless, "--workers", "1", program.file], { env });
  await primary.line(/1 worker serves/);
  const status = run("setpriv", [...nameless, "status"], { env });
  await status.line(/running, 1 of 1 workers ready/);
  expect(primary.lines.filter((line) => line.includes("No control socket"))).toEqual([]);
});
