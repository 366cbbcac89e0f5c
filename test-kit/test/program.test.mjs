import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Program, run } from "../program.mjs";
import { ServerProcess } from "../server-process.mjs";

const node = (
  /** @type {string} */ script,
  /** @type {import("../program.mjs").ProgramOptions} */ options = {},
) => new Program(process.execPath, ["--input-type=module", "--eval", script], options);
const SPAWN_TRACKED = new URL("../spawn-tracked.mjs", import.meta.url).href;

describe("a program in a process of its own", () => {
  test("has what it printed line by line, its last half line too, when it has ended", async () => {
    const program = node(`process.stdout.write("one\\ntwo\\nhalf"); process.exitCode = 3;`);
    expect(await program.ended).toEqual({ code: 3, signal: null });
    expect(program.lines).toEqual(["one", "two", "half"]);
  });

  test("is waited for by its lines: the first that matches, the nth, or one from now on", async () => {
    const program = node(`console.log("a 1"); console.log("a 2"); process.on("message", console.log);`, {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    expect((await program.line(/a (\d)/))[1]).toBe("1");
    expect((await program.line(/a (\d)/, 2))[1]).toBe("2");
    const next = program.line(/a (\d)/, 1, program.lines.length);
    program.send("a 3");
    expect((await next)[1]).toBe("3");
    program.kill();
    expect(await program.ended).toEqual({ code: null, signal: "SIGKILL" });
  });

  test("that ends without a line fails the wait for it, with what it printed", async () => {
    await expect(node(`console.log("other")`).line(/this/)).rejects.toThrow(
      /it has ended\nit printed:\nother/,
    );
  });

  test("that cannot be started has ended with -1, and says why", async () => {
    const program = new Program("no-such-program", []);
    expect(await program.ended).toEqual({ code: -1, signal: null });
    expect(program.output).toContain("ENOENT");
    await expect(run("no-such-program", ["--at-all"])).rejects.toThrow("no-such-program --at-all: -1");
  });

  test("has its ports apart from its lines, where it is a server", async () => {
    const server = new ServerProcess(process.execPath, [
      "--eval",
      `for (const line of ["listening on 7", "hello", "listening on 8"]) console.log(line);`,
    ]);
    expect([await server.listening, await server.port(2)]).toEqual([7, 8]);
    await server.ended;
    expect(server.lines).toEqual(["hello"]);
  });

  test.each(["SIGTERM", "SIGINT"])(
    "does not outlive the process that started it when that one gets %s",
    async (signal) => {
      const parent = node(`
      import { spawnTracked } from ${JSON.stringify(SPAWN_TRACKED)};
      console.log("pid", spawnTracked("sleep", ["60"]).pid);
    `);
      const pid = Number((await parent.line(/pid (\d+)/))[1]);
      parent.kill(/** @type {NodeJS.Signals} */ (signal));
      expect(await parent.ended).toEqual({ code: 1, signal: null });
      while (isThere(pid)) await sleep(5);
    },
  );
});

/** @param {number} pid */
function isThere(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
