import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Program } from "../../../test-kit/program.mjs";
import { endForkedAfterEach, forkFixture, run } from "./forked.js";

endForkedAfterEach();

// systemd's own program speaks; who listens is a stand-in, which tells every word. `manager-systemd-real.test.ts` has
// systemd itself.
let folder: string;
let systemd: Program;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "graceful-systemd-"));
  const socket = join(folder, "notify");
  systemd = run("python3", [new URL("./fixtures/notify-socket.py", import.meta.url).pathname, socket]);
  env = { NOTIFY_SOCKET: socket };
  await systemd.line(/bound/);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** All that systemd heard, once it has heard a word of our own behind it. */
async function heard(): Promise<string[]> {
  await run("systemd-notify", ["--status=all"], { env }).ended;
  await systemd.line(/STATUS=all/);
  return systemd.lines.filter((line) => /^(READY|STOPPING)/.test(line));
}

describe("a service of Type=notify", () => {
  test("is ready when it listens, and stops in the first moment of its shutdown", async () => {
    const app = forkFixture("managed.mjs", {
      env: { ...env, PLAN: '{ "lameDuckMs": 60000, "budgetMs": 120000 }' },
    });
    await systemd.line(/READY=1/);
    await app.line(/^port/);
    app.kill("SIGTERM");
    await systemd.line(/STOPPING=1/);
    expect(await heard()).toEqual(["READY=1", "STOPPING=1"]);
  });

  test("ends by itself", async () => {
    const app = forkFixture("managed.mjs", { env });
    await systemd.line(/READY=1/);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.join("\n")).not.toContain("did not end by itself");
    await systemd.line(/STOPPING=1/);
  });

  test("with two lifecycles is ready when both are, the one started by hand too", async () => {
    const app = forkFixture("managed-two.mjs", { env });
    await app.line(/both listen/);
    expect(await heard()).toEqual([]);
    app.kill("SIGUSR2");
    await systemd.line(/READY=1/);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    // Said in time, by a process that may outlive the one that sent it.
    await systemd.line(/STOPPING=1/);
    expect(await heard()).toEqual(["READY=1", "STOPPING=1"]);
  });

  test("leaves the word that it stops to its main process", async () => {
    const app = forkFixture("managed.mjs", { env: { ...env, SYSTEMD_EXEC_PID: "1" } });
    await systemd.line(/READY=1/);
    app.kill("SIGTERM");
    await app.ended;
    expect(await heard()).toEqual(["READY=1"]);
  });

  test("says nothing where the process is left alone", async () => {
    const app = forkFixture("managed.mjs", { env: { ...env, PLAN: '{ "exit": false }' } });
    await app.line(/^port/);
    app.kill("SIGTERM");
    await app.ended;
    expect(await heard()).toEqual([]);
  });
});

describe("systemd-notify", () => {
  test("that cannot be started is named in the log, and harms nothing", async () => {
    const app = forkFixture("managed.mjs", { env: { ...env, PATH: folder } });
    const [line] = await app.line(/systemd-notify.*/);
    expect(line).toBe("systemd-notify READY=1 failed, systemd does not know: spawn systemd-notify ENOENT");
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });

  test.each([
    ["fails", "exit 3", "it ended with 3"],
    ["is killed", "kill -KILL $$", "it ended with SIGKILL"],
  ])("that %s is named in the log", async (_what, script, reason) => {
    const program = join(folder, "systemd-notify");
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
    const app = forkFixture("managed.mjs", { env: { ...env, PATH: `${folder}:${process.env.PATH}` } });
    const [line] = await app.line(/systemd-notify READY=1.*/);
    expect(line).toBe(`systemd-notify READY=1 failed, systemd does not know: ${reason}`);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });

  test("that runs as long as the process holds nothing", async () => {
    const program = join(folder, "systemd-notify");
    writeFileSync(program, "#!/bin/sh\nwhile kill -0 $PPID; do sleep 0.1; done\n");
    chmodSync(program, 0o755);
    const app = forkFixture("managed.mjs", { env: { ...env, PATH: `${folder}:${process.env.PATH}` } });
    await app.line(/^port/);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.join("\n")).not.toContain("did not end by itself");
  });
});
