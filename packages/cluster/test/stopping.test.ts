import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { endForkedAfterEach, run } from "../../core/test/forked.js";
import { connect } from "../../core/test/wire.js";
import { ask } from "../src/control/ask.js";
import { MAIN, Program, removeFoldersAfterEach, server } from "./program.js";
import { fetchOnce } from "./traffic.js";

endForkedAfterEach();
removeFoldersAfterEach();

/** One that has ended and that nobody has asked about yet is not. */
const isAlive = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

const TWO = ["--workers", "2"];

async function served(args: readonly string[] = TWO, text = server("1")) {
  const program = new Program(text).start(args);
  const port = await program.serving();
  const pids = (await program.status()).workers.map(({ pid }) => pid ?? 0);
  return { program, port, pids };
}

describe("a signal at the primary", () => {
  test.each(["SIGTERM", "SIGINT", "SIGQUIT"] as const)(
    "%s: all workers drain at once, one report of all, one exit code",
    async (signal) => {
      const { program, port } = await served();
      const slow = [1, 2, 3, 4].map(() => fetchOnce(port, "/slow"));
      await program.inFlight(4);
      program.primary.kill(signal);
      expect((await Promise.all(slow)).map(({ text }) => text)).toEqual(["slow", "slow", "slow", "slow"]);
      expect(await program.primary.ended).toEqual({ code: 0, signal: null });
      expect(program.primary.lines.at(-1)).toMatch(
        /Stopped in .*: 2 workers drained, \d+ requests answered. Exit code 0$/,
      );
    },
  );

  test("health probes are not counted as requests", async () => {
    const askedForProbe = `{
      health: { live: "/livez" },
      beforeDrain: () => fetch("http://127.0.0.1:" + server.address().port + "/livez"),
    }`;
    const { program } = await served(["--workers", "1"], server("1", { plan: askedForProbe }));
    program.primary.kill("SIGTERM");
    await program.primary.ended;
    expect(program.primary.lines.slice(-2)).toEqual([
      expect.stringMatching(
        /Worker 1 \(pid \d+\) ended with code 0: 0 requests answered, 1 health probe answered$/,
      ),
      expect.stringMatching(/1 worker drained, 0 requests answered, 1 health probe answered\. Exit code 0$/),
    ]);
  });

  test("counts a worker with two lifecycles once, and the requests of both", async () => {
    const more = `
const other = createServer((request, response) => response.end("other"));
graceful(other);
other.listen(0, "127.0.0.1", () => console.log("other port " + other.address().port));`;
    const { program, port } = await served(["--workers", "1"], server("1", { more }));
    const [, other] = await program.primary.line(/^other port (\d+)/);
    const slow = fetchOnce(port, "/slow");
    await program.inFlight(1);
    await fetchOnce(Number(other), "/");
    program.primary.kill("SIGTERM");
    await slow;
    await program.primary.ended;
    expect(program.primary.lines.at(-1)).toMatch(/: 1 worker drained, 1 request answered\. Exit code 0$/);
  });

  test("a second one cuts what is left, with exit code 128 + n", async () => {
    const { program, port } = await served();
    const hanging = (await connect(port)).get("/hang");
    await hanging.receives("200 OK");
    program.primary.kill("SIGTERM");
    await program.primary.line(/SIGTERM: draining/, 2);
    // Within a quarter of a second it would count as the same one.
    const again = setInterval(() => program.primary.kill("SIGTERM"), 300);
    expect(await program.primary.ended).toEqual({ code: 143, signal: null });
    clearInterval(again);
    await hanging.closed();
    expect(program.primary.lines.join("\n")).toMatch(/, 1 cut\. Exit code 143/);
  });

  test("a third one kills workers that stand still", async () => {
    const { program, port, pids } = await served(["--workers", "1"]);
    const blocked = fetchOnce(port, "/block").catch(({ code }) => code);
    await program.primary.line(/1 worker serves/);
    const again = setInterval(() => program.primary.kill("SIGTERM"), 300);
    expect(await program.primary.ended).toEqual({ code: 143, signal: null });
    clearInterval(again);
    expect(await blocked).toBe("ECONNRESET");
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test("while they start, stops them", async () => {
    const program = new Program('console.log("starts"); setInterval(() => {}, 1_000);').start([
      "--workers",
      "2",
    ]);
    await program.primary.line(/starts/, 2);
    program.primary.kill("SIGTERM");
    expect(await program.primary.ended).toEqual({ code: 0, signal: null });
  });
});

/** Whether a process holds the socket that listens on a port of IPv4. */
function listensOn(port: number, pid: number): boolean {
  const address = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n");
  const fields = rows.map((row) => row.trim().split(/\s+/));
  const inode = fields.find(([, local, , state]) => local?.endsWith(address) && state === "0A")?.[9];
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((fd) => readlinkSync(join(folder, fd)) === `socket:[${inode}]`);
}

describe("what waits in a socket when everything stops", () => {
  const plan = '{ lameDuckMs: 20_000, budgetMs: 30_000, beforeDrain: () => console.log("lame duck") }';

  test("is left to the workers: the primary closes its copy before they do", async () => {
    const { program, port, pids } = await served(TWO, server("1", { plan }));
    const primary = program.primary.pid;
    expect([primary, ...pids].map((pid) => listensOn(port, pid))).toEqual([true, true, true]);
    program.primary.kill("SIGTERM");
    await program.primary.line(/^lame duck$/, 2);
    expect([primary, ...pids].map((pid) => listensOn(port, pid))).toEqual([false, true, true]);
    expect((await fetchOnce(port, "/")).text).toMatch(/^1 /);
    for (const pid of pids) process.kill(pid, "SIGKILL");
  });

  test("of the file system is there as long as a worker listens", async () => {
    const path = join(new Program("").folder, "socket");
    const text = server("1", { plan }).replace(
      'listen(Number(process.env.PORT), "127.0.0.1", () => console.log("port " + server.address().port))',
      `listen(${JSON.stringify(path)}, () => console.log("port 0"))`,
    );
    const { program, pids } = await served(TWO, text);
    program.primary.kill("SIGTERM");
    await program.primary.line(/^lame duck$/, 2);
    expect(existsSync(path)).toBe(true);
    for (const pid of pids) process.kill(pid, "SIGKILL");
  });
});

describe("a primary that is killed", () => {
  test("leaves no worker, and those that serve answer their requests in flight", async () => {
    const { program, port, pids } = await served();
    const slow = [1, 2, 3, 4].map(() => fetchOnce(port, "/slow"));
    await program.inFlight(4);
    program.primary.kill("SIGKILL");
    expect((await Promise.all(slow)).map(({ text }) => text)).toEqual(["slow", "slow", "slow", "slow"]);
    // The workers have the same pipes: they are closed when those are gone too.
    await program.primary.ended;
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test("takes no request from a worker that drains", async () => {
    const { program, port } = await served(["--workers", "1"]);
    const slow = (await connect(port)).get("/slow");
    await program.inFlight(1);
    void program.reload().catch(() => {});
    await program.primary.line(/SIGTERM: draining/);
    program.primary.kill("SIGKILL");
    expect((await slow.closed()).received).toContain("slow");
    await program.primary.ended;
  });
});

describe("a program without Graceful", () => {
  test("is drained by the same contract, and its own signal listener runs afterwards", async () => {
    const more = 'process.on("SIGTERM", () => { console.log("own listener"); process.exit(0); });';
    const { program, port } = await served(["--workers", "1"], server("1", { isGraceful: false, more }));
    const slow = fetchOnce(port, "/slow");
    await program.inFlight(1);
    program.primary.kill("SIGTERM");
    expect((await slow).text).toBe("slow");
    expect(await program.primary.ended).toEqual({ code: 0, signal: null });
    expect(program.primary.lines).toContain("own listener");
  });

  test("that never answers is cut at the end of its budget, with exit code 1", async () => {
    const { program, port } = await served(
      ["--workers", "1", "--budget", "1500ms"],
      server("1", { isGraceful: false }),
    );
    const hanging = (await connect(port)).get("/hang");
    await hanging.receives("200 OK");
    program.primary.kill("SIGTERM");
    expect(await program.primary.ended).toEqual({ code: 1, signal: null });
    expect(program.primary.lines.join("\n")).toMatch(/1 cut/);
  });

  test("may make itself graceful in the turn in which it listens", async () => {
    const text = server("1", { isGraceful: false }).replace(
      'import { createServer } from "node:http";',
      'import { createServer } from "node:http";\nimport { graceful } from "@x/graceful-core";',
    );
    const { program } = await served(["--workers", "1"], `${text}\ngraceful(server);`);
    program.primary.kill("SIGTERM");
    expect(await program.primary.ended).toEqual({ code: 0, signal: null });
    // One lifecycle, and not one of ours beside it.
    expect(program.primary.lines.filter((line) => line.includes("SIGTERM: draining"))).toHaveLength(1);
  });
});

test("as process 1 of a container it stops at SIGTERM like anywhere else", async () => {
  const program = new Program(server("1"));
  const own = [MAIN, "--workers", "2", "--control", program.control, program.file];
  const container = run("unshare", ["--pid", "--fork", "--kill-child", process.execPath, ...own], {
    env: { PORT: "0" },
  });
  await container.line(/2 workers serve/);
  const [child] = await run("pgrep", ["-P", String(container.pid)]).line(/^\d+/);
  process.kill(Number(child), "SIGTERM");
  expect(await container.ended).toEqual({ code: 0, signal: null });
  expect(container.lines.at(-1)).toMatch(/2 workers drained/);
});

test("a signal to the whole process group cuts nothing, however late the primary is", async () => {
  const { program, port, pids } = await served();
  const slow = [1, 2, 3, 4].map(() => fetchOnce(port, "/slow"));
  await program.inFlight(4);
  program.primary.kill("SIGSTOP");
  for (const pid of [program.primary.pid, ...pids]) process.kill(pid, "SIGTERM");
  // Within a quarter of a second two signals count as one.
  setTimeout(() => program.primary.kill("SIGCONT"), 400);
  expect((await Promise.all(slow)).map(({ text }) => text)).toEqual(["slow", "slow", "slow", "slow"]);
  expect(await program.primary.ended).toEqual({ code: 0, signal: null });
  expect(program.primary.lines.join("\n")).not.toMatch(/drains by itself|is ready.*is ready.*is ready/s);
});

test("a primary whose output has no reader any more goes on", async () => {
  const silent = (version: string) => server(version, { isGraceful: false }).replace("console.log", "void ");
  const program = new Program(silent("1"));
  const own = [MAIN, "--workers", "1", "--control", program.control, program.file];
  const piped = ["-c", '"$@" 2>&1 | sed "/serves/q"', "sh", process.execPath, ...own];
  await run("/bin/sh", piped, { env: { PORT: "0" } }).line(/1 worker serves/);
  program.write(silent("2"));
  expect(await program.reload()).toEqual({ outcome: "reloaded", generation: 2 });
  expect(await ask(program.control, { command: "stop" })).toEqual({ stop: { exitCode: 0 } });
});
