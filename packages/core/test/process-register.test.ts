import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { endForkedAfterEach, fixture, run } from "./forked.js";
import { inFlight, started } from "./started.js";
import { connect } from "./wire.js";

endForkedAfterEach();

const REGISTER = "@x/graceful-core/register";
const PROGRAM = fixture("registered.mjs");
const QUICK = { GRACEFUL_IDLE_GRACE_MS: "0" };

const program = (env: NodeJS.ProcessEnv, flags = ["--import", REGISTER], file = PROGRAM) =>
  run(process.execPath, [...flags, file], { env: { ...QUICK, ...env } });

/** A file of a plan that exports this. */
const module = (exported: string) => planFile(`export default ${exported};`);

const plans = mkdtempSync(join(tmpdir(), "graceful-plan-"));
process.on("exit", () => rmSync(plans, { recursive: true }));

function planFile(text: string, name = "plan.mjs"): string {
  const file = join(mkdtempSync(join(plans, "plan-")), name);
  writeFileSync(file, text);
  return file;
}

const ways: [name: string, flags: string[], env: NodeJS.ProcessEnv][] = [
  ["--import", ["--import", REGISTER], {}],
  ["--require", ["--require", REGISTER], {}],
  ["--import in NODE_OPTIONS", [], { NODE_OPTIONS: `--import ${REGISTER}` }],
  ["--require in NODE_OPTIONS", [], { NODE_OPTIONS: `--require ${REGISTER}` }],
  ["both, so that two copies are loaded,", ["--import", REGISTER], { NODE_OPTIONS: `--require ${REGISTER}` }],
];

describe("a program that knows nothing of Graceful", () => {
  test.each(ways)(
    "with %s answers its request in flight and ends with exit code 0",
    async (_, flags, env) => {
      const app = await started(program(env, flags));
      const slow = await inFlight(app, "/slow");
      app.kill("SIGTERM");
      expect((await slow.closed()).received).toMatch(/Connection: close.*slow/s);
      expect(await app.ended).toEqual({ code: 0, signal: null });
      expect(app.lines.filter((line) => line.startsWith("[graceful]"))).toEqual([
        expect.stringMatching(/ SIGTERM: draining 1 connection/),
        expect.stringMatching(/ Closed in .*, clean: 1 request answered\. Exit code 0$/),
      ]);
    },
  );

  test.each(["closes", "exits", "late"])(
    "and listens to the signal itself (%s) waits with that",
    async (MODE) => {
      const app = await started(program({ MODE, ...(MODE === "exits" && { CI: "true" }) }));
      const slow = await inFlight(app, "/slow");
      app.kill("SIGTERM");
      expect((await slow.closed()).received).toMatch(/Connection: close.*slow/s);
      expect((await app.ended).signal).toBeNull();
      expect(app.lines.filter((line) => line.startsWith("exit "))).toEqual(
        MODE === "exits" ? ["exit 0"] : [],
      );
    },
  );

  test("started by a launcher in NODE_OPTIONS is the program, and the launcher is not", async () => {
    const launcher = `
      const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, [${JSON.stringify(PROGRAM)}], { stdio: "inherit" });
      console.log("program " + child.pid, process.listenerCount("SIGTERM"));
      child.on("exit", (code) => console.log("ended " + code));`;
    const env = { ...QUICK, NODE_OPTIONS: `--require ${REGISTER}` };
    const app = await started(run(process.execPath, ["--eval", launcher], { env }));
    const [, pid, listeners] = await app.line(/^program (\d+) (\d+)/);
    expect(listeners).toBe("0");
    const slow = await inFlight(app, "/slow");
    process.kill(Number(pid), "SIGTERM");
    expect((await slow.closed()).received).toMatch(/Connection: close.*slow/s);
    await app.line(/^ended 0$/);
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });

  test.each(["tries a port", "listens again"])(
    "and %s first, with a server that it closes, is served like any other",
    async (MODE) => {
      const app = await started(program({ MODE }));
      const slow = await inFlight(app, "/slow");
      app.kill("SIGTERM");
      expect((await slow.closed()).received).toMatch(/Connection: close.*slow/s);
      expect(await app.ended).toEqual({ code: 0, signal: null });
      expect(app.lines.filter((line) => /SERVER_CLOSED/.test(line))).toEqual([]);
    },
  );

  test("has two servers under one lifecycle", async () => {
    const app = await started(program({ MODE: "second" }));
    const [, second] = await app.line(/^second (\d+)/);
    const idle = await connect(Number(second));
    await idle.get("/").receives("second");
    app.kill("SIGTERM");
    await idle.closed;
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.filter((line) => line.includes("draining"))).toEqual([
      expect.stringContaining("draining 1 connection"),
    ]);
  });

  test("and forks: the child is left alone, whose signal kills it as ever", async () => {
    const app = await started(program({ MODE: "child" }));
    const [, pid] = await app.line(/^child (\d+) \d+/);
    process.kill(Number(pid), "SIGTERM");
    await app.line(/^child ended null SIGTERM/);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });

  test("with a worker thread that listens: that is left alone", async () => {
    const app = await started(program({ MODE: "worker" }));
    await app.line(/^worker listens/);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.filter((line) => /worker thread/.test(line))).toEqual([]);
  });

  test("with the inspector on drains like any other", async () => {
    const app = await started(program({}, ["--inspect=0", "--import", REGISTER]));
    const slow = await inFlight(app, "/slow");
    app.kill("SIGTERM");
    expect((await slow.closed()).received).toMatch(/slow/);
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });
});

test("leaves a program that calls graceful() itself alone, and logs that", async () => {
  const app = await started(program({ MODE: "graceful" }));
  await app.line(/calls graceful\(\) itself/);
  const slow = await inFlight(app, "/slow");
  app.kill("SIGTERM");
  expect((await slow.closed()).received).toMatch(/Connection: close.*slow/s);
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(app.lines.filter((line) => line === "released")).toEqual(["released"]);
});

test.each(["graceful late", "graceful late, by its app"])(
  "gives the servers of a program back that calls graceful() when they listen (%s): one shutdown, the program's",
  async (MODE) => {
    const app = await started(program({ MODE, GRACEFUL_READY_PATH: "/ready" }));
    await app.line(/^graceful by itself$/);
    const old = await fetch(`http://127.0.0.1:${app.port}/ready`);
    expect(await old.text()).toBe("quick"); // the probe went with its plan
    const slow = await inFlight(app, "/slow");
    app.kill("SIGTERM");
    expect((await slow.closed()).received).toMatch(/Connection: close.*slow/s);
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.slice(1)).toEqual([
      expect.stringMatching(/calls graceful\(\) itself/),
      "graceful by itself",
      "in flight",
      "released",
    ]);
  },
);

describe("a process that never listens to HTTP", () => {
  const quiet = (env: NodeJS.ProcessEnv = {}) =>
    program(env, ["--import", REGISTER], fixture("never-listens.mjs"));

  test("ends by itself, with no listener of a signal, whatever the variables say", async () => {
    const app = quiet({ GRACEFUL_BUDGET_MS: "wrong" });
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines).toEqual(["signals 0 0"]);
  });

  test("is ended by a signal as ever", async () => {
    const app = await started(quiet({ STAYS: "true" }));
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: null, signal: "SIGTERM" });
  });
});

describe("the plan", () => {
  test("comes from variables: probes on a port of their own, and on the server", async () => {
    const app = await started(
      program({ GRACEFUL_HEALTH_PORT: "0", GRACEFUL_HEALTH_HOST: "127.0.0.1", GRACEFUL_BUDGET_MS: "5000" }),
    );
    const [, port] = await app.line(/Health probes on port (\d+): \/livez, \/readyz/);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    app.kill("SIGTERM");
    await app.line(/budget 5 s/);
    expect(await app.ended).toEqual({ code: 0, signal: null });

    const other = await started(program({ GRACEFUL_READY_PATH: "/ready" }));
    expect((await fetch(`http://127.0.0.1:${other.port}/ready`)).status).toBe(200);
    other.kill("SIGTERM");
    expect(await other.ended).toEqual({ code: 0, signal: null });
  });

  test.each([
    ["mjs", "module"],
    ["cjs", "CommonJS"],
  ])("comes from a file: graceful.config.%s", async (extension, kind) => {
    const app = await started(program({ GRACEFUL_PLAN: fixture(`graceful.config.${extension}`) }));
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.join("\n")).toMatch(new RegExp(`released by .*${kind}`));
  });

  test.each([
    ["a path, from where the program was started", "graceful.config.cjs"],
    ["a URL", pathToFileURL(fixture("graceful.config.cjs")).href],
  ])("comes from a file that is named by %s, where the program changes its folder", async (_, file) => {
    const app = await started(
      run(process.execPath, ["--import", REGISTER, PROGRAM], {
        cwd: fixture("."),
        env: { GRACEFUL_PLAN: file, MODE: "changes its folder" },
      }),
    );
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines).toContain("released by CommonJS");
  });

  test.each([
    [
      { GRACEFUL_BUDGET_MS: "ten" },
      '`GRACEFUL_BUDGET_MS` to be a finite number of milliseconds above 0, got `"ten"`',
    ],
    [{ GRACEFUL_READY_PATH: "readyz" }, "`GRACEFUL_READY_PATH` to be a path"],
    [{ GRACEFUL_HEALTH_PORT: "99999" }, "`GRACEFUL_HEALTH_PORT` to be a port"],
    [{ GRACEFUL_SIGNALS: "SIGTERM,SIGKILL" }, "`GRACEFUL_SIGNALS[1]` to be a signal that can be caught"],
    [{ GRACEFUL_CRASH: "yes" }, "`GRACEFUL_CRASH` to be"],
    [{ GRACEFUL_DRAIN_MS: "60000", GRACEFUL_BUDGET_MS: "5000" }, "GRACEFUL_DRAIN_MS"],
    [{ GRACEFUL_PLAN: "./nowhere.js" }, "`GRACEFUL_PLAN`: ./nowhere.js cannot be loaded"],
    [{ GRACEFUL_PLAN: PROGRAM, MODE: "plain" }, "`GRACEFUL_PLAN` to name a file with a plan"],
    [{ GRACEFUL_PLAN: module("() => ({})") }, "as its default export, got `default` (function)"],
    [{ GRACEFUL_PLAN: module("null") }, "as its default export, got `null`"],
    [{ GRACEFUL_PLAN: module("5") }, "as its default export, got `5`"],
    [{ GRACEFUL_PLAN: module("Promise.resolve(5)") }, "as its default export, got `5`"],
    [{ GRACEFUL_PLAN: module("Promise.reject(new Error('no pool'))") }, "cannot be loaded: no pool"],
    [{ GRACEFUL_HEALTH_HOST: "::1" }, "`GRACEFUL_HEALTH_HOST` is the address for `GRACEFUL_HEALTH_PORT`"],
    [{ GRACEFUL_LAME_DUCK_MS: "60000" }, "`GRACEFUL_BUDGET_MS` is not set and defaults to 9000"],
  ])("that is wrong ends the program when it listens, and names the variable: %o", async (env, message) => {
    const app = program(env);
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.lines.join("\n")).toContain(message);
  });

  test.each([
    ["an ES module that cannot be parsed", planFile("export default {\n  release: { a: () => , },\n};"), 2],
    ["CommonJS that cannot be parsed", planFile("module.exports = {\n  a: () => ,\n};", "plan.cjs"), 2],
    ["one that imports what is not exported", planFile('\nimport { none } from "node:fs";'), 2],
    ["one that throws", planFile("const config = null;\nexport default config.plan;"), "2:23"],
  ])("from %s ends the program, and the log names the file and the line", async (_, file, line) => {
    const app = program({ GRACEFUL_PLAN: file });
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.lines.join("\n")).toContain(`${file} cannot be loaded: `);
    expect(app.lines.join("\n")).toMatch(new RegExp(` at .*\\bplan\\.c?m?js:${line}$`, "m"));
  });

  test("that imports a file which cannot be parsed ends the program, and the log names the import", async () => {
    const imported = planFile("export const a = () => ,;");
    const app = program({ GRACEFUL_PLAN: planFile(`import ${JSON.stringify(imported)};`) });
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.lines.join("\n")).toMatch(/ cannot be loaded: .* in a file that it imports$/m);
  });

  test("that is a promise which never resolves ends the program, as a file does that never loads", async () => {
    const app = program({ GRACEFUL_PLAN: module("new Promise(() => {})") });
    await app.line(/^port/);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.lines.join("\n")).toMatch(/`GRACEFUL_PLAN`: .* cannot be loaded: not done after 8000 ms/);
  });

  test("counts a request that is in flight when its file is loaded", async () => {
    const file = module("(await new Promise((resolve) => setTimeout(resolve, 300)), { idleGraceMs: 0 })");
    const app = await started(program({ GRACEFUL_PLAN: file }));
    const slow = await inFlight(app, "/slow");
    app.kill("SIGTERM");
    expect((await slow.closed()).received).toMatch(/Connection: close.*slow/s);
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.filter((line) => line.startsWith("[graceful]"))).toEqual([
      expect.stringMatching(/ SIGTERM: draining 1 connection with 1 request in flight/),
      expect.stringMatching(/, clean: 1 request answered\. Exit code 0$/),
    ]);
  });

  test("warns of an unknown variable, and goes on", async () => {
    const app = await started(program({ GRACEFUL_BUDGT_MS: "5000" }));
    await app.line(/`GRACEFUL_BUDGT_MS` is no variable of Graceful: did you mean `GRACEFUL_BUDGET_MS`\?/);
    app.kill("SIGTERM");
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });
});
