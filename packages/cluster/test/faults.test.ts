import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { endForkedAfterEach } from "../../core/test/forked.js";
import { Program, removeFoldersAfterEach, server } from "./program.js";
import { fetchOnce, Traffic } from "./traffic.js";

endForkedAfterEach();
removeFoldersAfterEach();

const TWO = ["--workers", "2"];
/** For a new version that never gets ready; the first one has to be, on a machine that does other things as well. */
const TWO_AND_SHORT = [...TWO, "--ready-timeout", "6s"];

/** Version 1 with two workers, under traffic. */
async function served(args: readonly string[] = TWO, text = server("1")) {
  const program = new Program(text).start(args);
  const port = await program.serving();
  return { program, port, traffic: new Traffic(port) };
}

const states = async (program: Program) => (await program.status()).workers.map(({ state }) => state);

describe("a new version that does not get ready ends the reload, and no client notices", () => {
  test.each([
    ["does not compile", "const", /before it was ready: .*SyntaxError/s],
    [
      "crashes before it listens",
      server("2").replace(/^/, 'throw new Error("no DATABASE_URL");\n'),
      /no DATABASE_URL/,
    ],
    [
      "prints why and exits",
      'console.error("DATABASE_URL is missing"); process.exit(3);',
      /code 3 before it was ready: DATABASE_URL is missing/,
    ],
    ["never listens", "setInterval(() => {}, 1_000);", /not ready in time: none of its servers listens$/],
    ["waits for a message", 'process.on("message", () => {});', /not ready in time: none of its servers/],
    [
      "only prints",
      'console.log("hello");',
      /code 0 .*: nothing was left to do, and no server listens\nhello$/,
    ],
    [
      "is graceful and has no line that listens",
      server("2").replace("server.listen", "void "),
      /code 0 before it was ready: nothing was left to do, and no server listens$/,
    ],
    [
      "listens and is never started",
      server("2", { plan: '{ startup: "manual" }' }).replace('response.end("2', 'response.end("1'),
      /not ready in time: it listens, but a lifecycle in it waits for `markStarted\(\)`/,
    ],
  ])("%s", async (_what, text, reason) => {
    const { program, traffic } = await served(TWO_AND_SHORT);
    program.write(text);
    const result = await program.reload();
    expect(result).toMatchObject({
      outcome: "aborted",
      generation: 2,
      reason: expect.stringMatching(reason),
    });
    expect(await traffic.stop(), program.primary.lines.join("\n")).toEqual([]);
    expect((await states(program)).filter((state) => state === "ready")).toEqual(["ready", "ready"]);
    expect((await program.status()).lastReload).toEqual(result);
    expect(traffic.versions).toEqual(new Set(["1"]));
  });

  test("there is no file", async () => {
    const { program, traffic } = await served();
    rmSync(program.file);
    expect(await program.reload()).toMatchObject({
      outcome: "aborted",
      reason: expect.stringMatching(/Cannot find module/),
    });
    expect(await traffic.stop(), program.primary.lines.join("\n")).toEqual([]);
    expect(await states(program)).toEqual(["ready", "ready"]);
  });

  test("`--ready` is never answered with 200", async () => {
    const first = server("1").replace(
      'if (request.url === "/slow")',
      'if (request.url === "/readyz") return response.end(); $&',
    );
    const { program, traffic } = await served([...TWO_AND_SHORT, "--ready", "/readyz"], first);
    program.write(first.replace("return response.end();", "return response.writeHead(503).end();"));
    expect(await program.reload()).toMatchObject({
      outcome: "aborted",
      reason: "it was not ready in time: /readyz was answered 503",
    });
    // It took connections all the while, as a worker that listens does, and answered them.
    expect(await traffic.stop(), program.primary.lines.join("\n")).toEqual([]);
  });

  test("that ends soon after it was ready has replaced no worker", async () => {
    const { program, traffic } = await served();
    await traffic.stop();
    const more = 'setTimeout(() => { console.error("no more connections"); process.exit(7); }, 1_000);';
    program.write(server("2", { more }));
    expect(await program.reload()).toMatchObject({
      outcome: "aborted",
      reason: "it ended with code 7 after it was ready: no more connections",
    });
    const { mode, workers } = await program.status();
    expect({ mode, workers: workers.map(({ id, state }) => `${id} ${state}`) }).toEqual({
      mode: "running",
      workers: ["1 ready", "2 ready"],
    });
  });

  test("that hangs soon after it was ready has replaced no worker", async () => {
    const { program, traffic } = await served([...TWO, "--budget", "1s"]);
    await traffic.stop();
    // Not for good: nobody ends the worker if its primary is killed meanwhile.
    const more = "setTimeout(() => { const end = Date.now() + 15_000; while (Date.now() < end); }, 500);";
    program.write(server("2", { more }));
    expect(await program.reload()).toMatchObject({
      outcome: "aborted",
      reason: "it was not ready in time: it gives no answer any more",
    });
    expect((await states(program)).filter((state) => state === "ready")).toEqual(["ready", "ready"]);
  }, 40_000);

  test("is mended by the next reload", async () => {
    const { program, traffic } = await served();
    program.write("const");
    await program.reload();
    program.write(server("3"));
    expect(await program.reload()).toEqual({ outcome: "reloaded", generation: 3 });
    expect(await traffic.stop(), program.primary.lines.join("\n")).toEqual([]);
    expect([...traffic.versions]).toEqual(["1", "3"]);
  });
});

describe("in the middle of a reload", () => {
  test("an old worker that hangs is killed at the end of its budget, and the log says it", async () => {
    const program = new Program(server("1")).start(["--workers", "1", "--budget", "1s"]);
    const port = await program.serving();
    const blocked = fetchOnce(port, "/block").catch(({ code }) => code);
    program.write(server("2"));
    // The worker answers nothing from now on.
    await program.status();
    expect(await program.reload()).toEqual({ outcome: "reloaded", generation: 2 });
    expect(program.primary.lines.join("\n")).toMatch(/Worker 1 .* was not done in time: it is killed/);
    expect(await blocked).toBe("ECONNRESET");
    expect((await fetchOnce(port, "/")).text).toMatch(/^2 /);
  });

  test("SIGTERM at the primary drains old and new alike, and ends with 0", async () => {
    const program = new Program(server("1")).start(TWO);
    const port = await program.serving();
    const reloaded = program.reload();
    await program.primary.line(/Reload: version 2/);
    const inFlight = Array.from({ length: 20 }, () => fetchOnce(port, "/slow"));
    await program.inFlight(20);
    program.primary.kill("SIGTERM");
    expect(await reloaded).toMatchObject({ outcome: "aborted", reason: "everything stops (SIGTERM)" });
    expect((await Promise.all(inFlight)).map(({ text }) => text)).toEqual(inFlight.map(() => "slow"));
    expect(await program.primary.ended).toEqual({ code: 0, signal: null });
  });

  test("another reload replaces one that has not begun", async () => {
    const { program, traffic } = await served();
    program.write(server("2"));
    const first = program.reload();
    await program.primary.line(/Reload: version 2/);
    program.write(server("3"));
    const second = program.reload();
    expect(await first).toEqual({ outcome: "superseded", generation: 2 });
    expect(await second).toEqual({ outcome: "reloaded", generation: 3 });
    expect(await traffic.stop(), program.primary.lines.join("\n")).toEqual([]);
    expect((await program.status()).workers.map(({ generation }) => generation)).toEqual([3, 3]);
  });
});

test("a worker that has grown too large is replaced, and nothing is lost", async () => {
  const { program, port, traffic } = await served(["--workers", "2", "--max-memory", "150mb"]);
  await fetchOnce(port, "/large");
  await program.primary.line(/is replaced: it has \d+ MB of memory/);
  await program.primary.line(/Worker 3 .* is ready/);
  await program.primary.line(/Worker [12] .* ended with code 0/);
  expect(await traffic.stop(), program.primary.lines.join("\n")).toEqual([]);
  expect(await states(program)).toEqual(["ready", "ready"]);
});

test("a worker that drains by itself, as after a crash, is replaced before clients are refused for long", async () => {
  const program = new Program(server("1", { plan: '{ crash: "drain", budgetMs: 3_000 }' })).start([
    "--workers",
    "1",
  ]);
  const port = await program.serving();
  // It is never answered, so the drain takes its whole time.
  const dying = fetchOnce(port, "/die").catch(({ code }) => code);
  await program.primary.line(/Worker 1 .* drains by itself/);
  await program.primary.line(/Worker 2 .* is ready/);
  const [, next] = await program.primary.line(/^port (\d+)/, 2);
  expect((await fetchOnce(Number(next), "/")).text).toMatch(/^1 /);
  expect(await states(program)).toEqual(["draining", "ready"]);
  program.primary.kill("SIGTERM");
  expect(await dying).toBe("ECONNRESET");
});

test("a worker that dies is replaced while the other one serves", async () => {
  const { program, port } = await served();
  await fetchOnce(port, "/die").catch(() => {});
  await program.primary.line(/Worker [12] .* ended with code 1 after it was ready: Error: died of \/die$/);
  await program.primary.line(/Worker 3 .* is ready/);
  const { died, workers } = await program.status();
  expect({ died, states: workers.map(({ state }) => state) }).toEqual({
    died: 1,
    states: ["ready", "ready"],
  });
});

test("a program that never gets ready ends with a sentence that says why, and code 1", async () => {
  const program = new Program('throw new Error("no DATABASE_URL");').start([
    "--workers",
    "2",
    "--attempts",
    "2",
  ]);
  expect(await program.primary.ended).toEqual({ code: 1, signal: null });
  const said = program.primary.lines.join("\n");
  expect(said).toMatch(
    /No worker got ready in 2 attempts. The last one: it ended with code 1 before it was ready: Error: no DATABASE_URL/,
  );
});

test("a program that ends without a server is reported at once, also if an `await` of it never ends", async () => {
  const program = new Program("await new Promise(() => {});").start(["--workers", "1", "--attempts", "1"]);
  expect(await program.primary.ended).toEqual({ code: 1, signal: null });
  expect(program.primary.lines.join("\n")).toMatch(
    /The last one: it ended with code 13 before it was ready: nothing was left to do, and no server listens$/m,
  );
});

test("a missing folder of the workers is reported as missing, not `node`", async () => {
  const program = new Program(server("1")).start(["--cwd", "/nowhere", "--attempts", "1"]);
  expect(await program.primary.ended).toEqual({ code: 1, signal: null });
  expect(program.primary.lines.join("\n")).toMatch(/: There is no folder \/nowhere$/m);
});
