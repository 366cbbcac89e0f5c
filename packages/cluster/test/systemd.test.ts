import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Program as Forked } from "../../../test-kit/program.mjs";
import { endForkedAfterEach, fixture, run } from "../../core/test/forked.js";
import { Program, removeFoldersAfterEach, server } from "./program.js";

endForkedAfterEach();
removeFoldersAfterEach();

// systemd's own program sends the messages. The receiver is a stand-in that prints each one.
let folder: string;
let systemd: Forked;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "graceful-cluster-systemd-"));
  env = { NOTIFY_SOCKET: join(folder, "notify") };
  systemd = run("python3", [fixture("notify-socket.py"), `${env.NOTIFY_SOCKET}`]);
  await systemd.line(/bound/);
});
afterEach(() => rmSync(folder, { recursive: true }));

test("only the primary notifies systemd of the start, of each reload with its time, and of the stop", async () => {
  const program = new Program(server("1")).start(["--workers", "2"], env);
  await program.serving();
  await systemd.line(/READY=1/);
  await program.reload();
  await systemd.line(/READY=1/, 2);
  program.primary.kill("SIGTERM");
  expect(await program.primary.ended).toEqual({ code: 0, signal: null });
  await systemd.line(/STOPPING=1/);
  const words = systemd.lines.filter((line) => /^(READY|RELOADING|MONOTONIC|STOPPING)/.test(line));
  expect(words.map((line) => line.replace(/\d{4,}/, "…"))).toEqual([
    "READY=1",
    "RELOADING=1",
    "MONOTONIC_USEC=…",
    "READY=1",
    "STOPPING=1",
  ]);
});

test("a reload that is aborted is ready again: the old version serves", async () => {
  const program = new Program(server("1")).start(["--workers", "1"], env);
  await program.serving();
  program.write("const");
  await program.reload();
  await systemd.line(/READY=1/, 2);
  await systemd.line(/STATUS=last reload: to version 2, aborted/);
});

test("with a watchdog it gets keep-alive messages from the start", async () => {
  const program = new Program(server("1")).start(["--workers", "1"], { ...env, WATCHDOG_USEC: "400000" });
  await systemd.line(/WATCHDOG=1/, 3);
  await program.serving();
});
