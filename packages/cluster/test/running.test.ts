import { mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { endForkedAfterEach, forkFile } from "../../core/test/forked.js";
import { MAIN, Program, removeFoldersAfterEach, server } from "./program.js";
import { fetchOnce, Traffic } from "./traffic.js";

endForkedAfterEach();
removeFoldersAfterEach();

/** `graceful-cluster <command>`, to its end. */
async function command(program: Program, ...args: string[]) {
  const asked = forkFile(MAIN, { args: [...args, "--control", program.control] });
  const { code } = await asked.ended;
  return { code, text: asked.lines.join("\n") };
}

describe("a reload", () => {
  test("takes the code as it is now, by the command and by SIGHUP", async () => {
    const program = new Program(server("1")).start(["--workers", "2"]);
    const traffic = new Traffic(await program.serving());
    program.write(server("2"));
    expect(await command(program, "reload")).toEqual({
      code: 0,
      text: "Reloaded: all workers run version 2",
    });
    program.write(server("3"));
    program.primary.kill("SIGHUP");
    await program.primary.line(/Reloaded: all workers run version 3/);
    expect(await traffic.stop()).toEqual([]);
    expect([...traffic.versions]).toEqual(["1", "2", "3"]);
  });

  test("that fails exits with 1 and the reason", async () => {
    const program = new Program(server("1")).start(["--workers", "1"]);
    await program.serving();
    program.write('throw new Error("broken on purpose");');
    const { code, text } = await command(program, "reload");
    expect(code).toBe(1);
    expect(text).toMatch(
      /^The reload is aborted: it ended with code 1 before it was ready: .*broken on purpose/s,
    );
  });

  test("reads the environment and the options of node anew", async () => {
    const program = new Program(
      server("1").replace('response.end("1 "', 'response.end(process.env.FLAVOUR + process.argv[2] + " "'),
    );
    const file = join(program.folder, "env");
    writeFileSync(file, "FLAVOUR=vanilla\n");
    const args = ["--control", program.control, "--workers", "1", `--node-args=--env-file=${file}`];
    const primary = forkFile(MAIN, { args: [...args, program.file, "!"], env: { PORT: "0" } });
    await primary.line(/1 worker serves/);
    const [, port] = await primary.line(/^port (\d+)/);
    expect((await fetchOnce(Number(port), "/")).text).toMatch(/^vanilla! /);
    writeFileSync(file, "FLAVOUR=lemon\n");
    await program.reload();
    expect((await fetchOnce(Number(port), "/")).text).toMatch(/^lemon! /);
  });

  test("follows the folder of the workers where it is a link that was set anew", async () => {
    const program = new Program("");
    for (const version of ["1", "2"]) {
      mkdirSync(join(program.folder, version));
      writeFileSync(join(program.folder, version, "app.mjs"), server(version));
    }
    const current = join(program.folder, "current");
    symlinkSync("1", current);
    const args = ["--control", program.control, "--workers", "1", "--cwd", current, "app.mjs"];
    const primary = forkFile(MAIN, { args, env: { PORT: "0" } });
    const [, port] = await primary.line(/^port (\d+)/);
    await primary.line(/1 worker serves/);
    symlinkSync("2", join(program.folder, "next"));
    renameSync(join(program.folder, "next"), current);
    await program.reload();
    expect((await fetchOnce(Number(port), "/")).text).toMatch(/^2 /);
  });
});

describe("status", () => {
  test("lists pids, versions, states, what is in flight and the age of each worker", async () => {
    const program = new Program(server("1")).start(["--workers", "2"]);
    const port = await program.serving();
    const slow = fetchOnce(port, "/slow");
    await program.inFlight(1);
    const status = await program.status();
    expect(status).toMatchObject({
      pid: program.primary.pid,
      mode: "running",
      wanted: 2,
      generation: 1,
      died: 0,
    });
    expect(status.workers.map(({ id, state, numbers }) => [id, state, numbers?.phase])).toEqual([
      [1, "ready", "serving"],
      [2, "ready", "serving"],
    ]);
    expect(status.workers.reduce((sum, { numbers }) => sum + (numbers?.requestsInFlight ?? 0), 0)).toBe(1);
    await slow;
    const { code, text } = await command(program, "status");
    expect(code).toBe(0);
    expect(text).toMatch(/running, 2 of 2 workers ready, version 1, 0 died\n {2}worker {2}pid/);
    expect(JSON.parse((await command(program, "status", "--json")).text)).toMatchObject({ wanted: 2 });
  });

  test("is for this user alone", async () => {
    const program = new Program(server("1")).start(["--workers", "1"]);
    await program.serving();
    expect(statSync(program.control).mode & 0o777).toBe(0o600);
  });

  test("leaves out the numbers of a worker that does not answer", async () => {
    const program = new Program(server("1")).start(["--workers", "1", "--budget", "1s"]);
    const port = await program.serving();
    const blocked = fetchOnce(port, "/block").catch(({ code }) => code);
    let status = await program.status();
    while (status.workers[0]?.numbers) status = await program.status();
    expect(status.workers.map(({ state }) => state)).toEqual(["ready"]);
    program.primary.kill("SIGTERM");
    expect(await blocked).toBe("ECONNRESET");
    expect(await program.primary.ended).toEqual({ code: 1, signal: null });
  });
});

describe("the control socket", () => {
  test("that is left of a program that was killed is taken", async () => {
    const program = new Program(server("1")).start(["--workers", "1"]);
    await program.serving();
    program.primary.kill("SIGKILL");
    await program.primary.ended;
    program.start(["--workers", "1"]);
    await program.serving();
    expect((await program.status()).mode).toBe("running");
  });

  test("on which another program listens is left to it, and said", async () => {
    const program = new Program(server("1")).start(["--workers", "1"]);
    await program.serving();
    const pid = program.primary.pid;
    program.start(["--workers", "1"]);
    await program.primary.line(
      /No control socket: Another program listens on .*, so this one needs another path \(--control\)\. Signals work /,
    );
    expect((await program.status()).pid).toBe(pid);
  });

  test("stops the program, and prints its exit code", async () => {
    const program = new Program(server("1")).start(["--workers", "1"]);
    await program.serving();
    expect(await command(program, "stop")).toEqual({ code: 0, text: "Stopped, exit code 0" });
    expect(await program.primary.ended).toEqual({ code: 0, signal: null });
  });

  test("refuses a word that is no command and no program: nothing is started", async () => {
    const program = new Program("");
    const { code, text } = await command(program, "--cwd", program.folder, "restart");
    expect({ code, text }).toEqual({
      code: 2,
      text: `Expected a program, or status, reload or stop: there is no file ${join(program.folder, "restart")}`,
    });
  });

  test("without a program that runs ends with code 2, and says so", async () => {
    const program = new Program("");
    const { code, text } = await command(program, "status");
    expect({ code, text }).toEqual({
      code: 2,
      text: `No program under graceful-cluster listens on ${program.control} (ENOENT)`,
    });
  });
});

test("worker by worker it listens and is ready only when `--ready` answers 200", async () => {
  const text = `let asked = 0;\n${server("1")}`.replace(
    'if (request.url === "/slow")',
    'if (request.url === "/readyz") { console.log("asked"); ' +
      "return response.writeHead(++asked > 2 ? 200 : 503).end(); }\n$&",
  );
  const program = new Program(text).start(["--workers", "1", "--ready", "/readyz"]);
  await program.serving();
  const { lines } = program.primary;
  const ready = lines.findIndex((line) => line.includes("is ready"));
  expect(lines.slice(0, ready).filter((line) => line === "asked")).toHaveLength(3);
});

test("a plan of `@x/graceful-core/register` holds in a worker, also one that takes time to load", async () => {
  const program = new Program(server("1", { isGraceful: false }));
  const plan = join(program.folder, "plan.mjs");
  writeFileSync(
    plan,
    `await new Promise((resolve) => setTimeout(resolve, 300));
export default { release: { database: () => console.log("released") } };`,
  );
  const args = ["--workers", "1", "--node-args=--import @x/graceful-core/register"];
  program.start(args, { GRACEFUL_PLAN: plan, GRACEFUL_BUDGET_MS: "7000" });
  await program.serving();
  program.primary.kill("SIGTERM");
  expect(await program.primary.ended).toEqual({ code: 0, signal: null });
  const { lines } = program.primary;
  expect(lines).toContain("released");
  expect(lines.filter((line) => line.startsWith("[graceful]"))).toEqual([
    expect.stringMatching(/SIGTERM: draining .*; budget 7 s/),
    expect.stringMatching(/Closed in .* clean/),
  ]);
});

test("a program that calls graceful() late, under `register`, is ready, and drains once", async () => {
  const late = `setTimeout(() => graceful(server, { release: { database: () => console.log("released") } }));`;
  const text = server("1", { isGraceful: false, more: late });
  const program = new Program(`import { graceful } from "@x/graceful-core";\n${text}`);
  program.start(["--workers", "1", "--node-args=--import @x/graceful-core/register"]);
  await program.serving();
  await program.primary.line(/leaves its servers alone/);
  expect((await program.status()).workers.map(({ state }) => state)).toEqual(["ready"]);
  program.primary.kill("SIGTERM");
  expect(await program.primary.ended).toEqual({ code: 0, signal: null });
  expect(program.primary.lines).toContain("released");
});

test.each([
  ["HTTP/2 without TLS", "createServer()"],
  ["HTTP/2 alone over TLS", `createSecureServer(${JSON.stringify(tlsIdentity)})`],
])("`--ready` asks a server of %s in its own protocol", async (_, created) => {
  const program = new Program(`
import { createServer, createSecureServer } from "node:http2";
const server = ${created}.on("request", (request, response) => response.end());
server.listen(0, "127.0.0.1", () => console.log("port " + server.address().port));
`).start(["--workers", "1", "--ready", "/readyz"]);
  await program.serving();
  program.primary.kill("SIGTERM");
  expect(await program.primary.ended).toEqual({ code: 0, signal: null });
});
