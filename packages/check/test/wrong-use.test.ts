import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { fixture, run, said, start } from "./command.js";

const SERVER = ["--", "node", fixture("naive.mjs")];

describe("wrong use is one sentence and exit code 2", () => {
  const cases: [string, string[], RegExp][] = [
    ["no command", [], /^Expected a command behind `--`, such as: graceful-check -- node server\.js$/],
    [
      "a command without --",
      ["node", "server.js"],
      /^Expected the command behind `--`: graceful-check -- node server\.js$/,
    ],
    [
      "a command that does not exist",
      ["--", "no-such-command"],
      /^There is no command `no-such-command` \(looked for it in .* and in PATH\)$/,
    ],
    ["an unknown option", ["--prot", "1", ...SERVER], /^Unknown option '--prot': see graceful-check --help$/],
    [
      "a time without a unit",
      ["--budget", "10", ...SERVER],
      /^Expected `--budget` to be a time such as 500ms or 10s, got `10`$/,
    ],
    [
      "a route without a method",
      ["--slow", "/report", ...SERVER],
      /^Expected `--slow` to be a method and a path, such as GET:\/report, got `\/report`$/,
    ],
    [
      "an unknown check",
      ["--only", "inflight", ...SERVER],
      /^There is no check `inflight` for --only: did you mean in-flight\?$/,
    ],
    [
      "a check that is asked for and skipped",
      ["--only", "slow", "--skip", "slow", ...SERVER],
      /^`slow` stands in --only and in --skip$/,
    ],
    [
      "HTTP/2 with and without TLS",
      ["--h2", "--h2c", ...SERVER],
      /^`--h2` is HTTP\/2 over TLS and `--h2c` without it: give one of them$/,
    ],
    [
      "TLS and HTTP/2 without it",
      ["--h2c", "--tls", ...SERVER],
      /^`--h2c` is HTTP\/2 without TLS, and `--tls` asks for TLS/,
    ],
    ["--insecure without TLS", ["--insecure", ...SERVER], /^`--insecure` takes any certificate, but/],
    [
      "a signal that no process can handle",
      ["--signal", "SIGKILL", ...SERVER],
      /^No process can hear `SIGKILL`/,
    ],
    [
      "a lame duck as long as the budget",
      ["--lame-duck", "10s", ...SERVER],
      /^`--lame-duck` \(10000 ms\) is part of `--budget` \(10000 ms\), and must be shorter$/,
    ],
    [
      "two reports for one output",
      ["--reporter", "json,html", ...SERVER],
      /^`json` and `html` cannot both go to the output: give --out/,
    ],
    [
      "a negative number",
      ["--runs", "-1", ...SERVER],
      /^Option '--runs' argument is ambiguous: see graceful-check --help$/,
    ],
    [
      "an empty list of checks",
      ["--only", "", ...SERVER],
      /^Expected `--only` to be names, such as a,b, got/,
    ],
    ["an option twice", ["--port", "1", "--port", "2", ...SERVER], /^`--port` is given twice: give it once$/],
    ["an empty command", ["--", ""], /^Expected a command behind `--`, such as: /],
    ["a command that is a folder", ["--", "/"], /^`\/` cannot be run: it is a folder, or not executable$/],
    [
      "reports into a file",
      ["--reporter", "json", "--out", fixture("naive.mjs"), ...SERVER],
      /^`.*naive\.mjs` of --out is a file: give a folder$/,
    ],
    [
      "reports into a folder that cannot be made",
      ["--reporter", "json", "--out", "/proc/no-such-folder/reports", ...SERVER],
      /^The folder `\/proc\/no-such-folder\/reports` of --out cannot be made: ENOENT: no such file or directory$/,
    ],
    [
      "reports into a folder that takes no file",
      ["--reporter", "json", "--out", "/proc", ...SERVER],
      /^Nothing can be written into the folder `\/proc` of --out: ENOENT: no such file or directory$/,
    ],
    [
      "reports into no folder",
      ["--reporter", "json", "--out", "", ...SERVER],
      /^Expected `--out` to be a folder, got nothing$/,
    ],
    [
      "a folder for reports, and none that is a file",
      ["--out", fixture(""), ...SERVER],
      /^`--out` is a folder for files, and `tty` writes none: give --reporter tty,html$/,
    ],
    [
      "a command for a shell",
      ["--", "node server.js"],
      /^There is no command `node server\.js` \(looked .* PATH\): no shell reads it, so give each word by itself, and /,
    ],
    [
      "a variable before the command",
      ["--", "MODE=x", "node", "server.js"],
      /^There is no command `MODE=x` .*: no shell reads it, /,
    ],
    [
      "a file in place of a command",
      ["--", "package.json"],
      /^There is no command `package\.json` .*: a file of that name is run as `\.\/package\.json`, or by a program, /,
    ],
    [
      "a script for a program that is not there",
      ["--", fixture("for-no-program.sh")],
      /^`.*for-no-program\.sh` cannot be run: the program that its first line names is not there$/,
    ],
    [
      "a budget of nothing for lint",
      ["lint", "--budget", "0s"],
      /^Expected `budgetMs` to be a number of milliseconds above 0, got `0`$/,
    ],
    ["a command to lint", ["lint", ".", ...SERVER], /^`graceful-check lint` does not take `node /],
    [
      "an option that lint does not know",
      ["lint", "--runs", "3"],
      /^`graceful-check lint` has no option `--runs`: it takes --budget$/,
    ],
    ["a name for self-test", ["self-test", "x"], /^`graceful-check self-test` does not take `x`$/],
    [
      "a folder to lint that is not there",
      ["lint", "/no/such/folder"],
      /^There is no folder `\/no\/such\/folder` to lint$/,
    ],
  ];
  test.each(cases)("%s", async (_name, args, sentence) => {
    const ran = await run(...args);
    expect(said(ran)).toMatch(sentence);
    expect(ran.status).toBe(2);
  });
});

describe("a server that cannot be measured is reported, with exit code 3", () => {
  const program = (code: string, ...options: string[]) => [...options, "--", process.execPath, "-e", code];
  const cases: [string, string[], RegExp][] = [
    [
      "a command that never listens",
      program("setInterval(() => {}, 1_000)", "--start-timeout", "500ms"),
      /^The command did not accept a connection on port \d+ \(given as PORT\) within 500 ms\. It printed nothing\.$/,
    ],
    [
      "one that ends at once",
      program("console.error('no database'); process.exit(7)"),
      /^The command ended with exit code 7 before it accepted a connection\. It printed:\n {4}no database$/,
    ],
    [
      "one that ends and leaves a daemon",
      ["--", process.execPath, fixture("daemon.mjs")],
      /^The command ended with exit code 0 while a process that it started goes on: run the server in the foreg/,
    ],
    [
      "one that listens elsewhere",
      program("require('node:net').createServer().listen(0)", "--start-timeout", "1s"),
      /^The command listens on port (\d+), not on \d+, which it was given as PORT: .*--port \1$/,
    ],
    [
      "a route that does not exist",
      [
        "--path",
        "GET:/missing",
        "--",
        process.execPath,
        "-e",
        "require('node:http').createServer((q, r) => { r.statusCode = q.url === '/' ? 200 : 404; r.end('x'); })" +
          ".listen(process.env.PORT)",
      ],
      /^GET \/missing answers 404 before any signal: name a route that works$/,
    ],
    ["no HTTP/2 where it was promised", ["--h2c", ...SERVER], /^The server speaks no HTTP\/2 on its port: /],
  ];
  test.each(cases)("%s", async (_name, args, sentence) => {
    const ran = await run(...args);
    expect(said(ran)).toMatch(sentence);
    expect(ran.status).toBe(3);
  });

  test("a port that is taken", async () => {
    const other = createServer().listen(0);
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const ran = await run("--port", String(port), ...SERVER);
    expect(said(ran)).toBe(`Port ${port} is in use already: another process listens there`);
    expect(ran.status).toBe(3);
  });

  test("checks of which none could be measured", async () => {
    const unmeasured = await run("--only", "slow", ...SERVER);
    expect(unmeasured.stdout).toContain("No check was measured. The first, `slow`: needs --slow GET:/report");
    expect(unmeasured.status).toBe(3);
  });

  test("a required check that is not measured", async () => {
    const ran = await run("--only", "exit-code,slow", "--require", "slow", "--runs", "1", ...SERVER);
    expect(ran.stdout).toContain(
      "Not measured: `slow` is required, and was not measured: needs --slow GET:/report.",
    );
    expect(ran.status).toBe(3);
  });
});

test("a reader of the output that leaves early ends the command without an error", async () => {
  const command = start(["--list"]);
  command.stdio[1]?.destroy();
  expect(await command.ended).toMatchObject({ code: 141 });
  expect(command.lines).toEqual([]);
});

test("a server on the loopback address of IPv6 alone is restarted like any other", async () => {
  const serve =
    "const s = require('node:http').createServer((q, r) => r.end('x')).listen(process.env.PORT, '::1'); " +
    "process.on('SIGTERM', () => { s.close(); s.closeIdleConnections(); })";
  const args = [
    "--only",
    "restart",
    "--runs",
    "1",
    "--reporter",
    "json",
    "--",
    process.execPath,
    "-e",
    serve,
  ];
  const ran = await run(...args);
  expect(JSON.parse(ran.stdout).checks).toMatchObject([{ id: "restart", runs: { all: 1, failed: 0 } }]);
  expect(ran.status).toBe(0);
});

test("a program that prints two megabytes is judged like any other", async () => {
  const print = "for (let i = 0; i < 2_000; i++) console.log('y'.repeat(999));";
  const serve =
    "const s = require('node:http').createServer((q, r) => r.end('x')).listen(process.env.PORT); " +
    "process.on('SIGTERM', () => s.close())";
  const ran = await run(
    "--only",
    "exit-code,ends-soon",
    "--runs",
    "1",
    "--",
    process.execPath,
    "-e",
    `${print}${serve}`,
  );
  expect(ran.stdout).toContain("Passed: 2 passed; 1 run each");
  expect(ran.status).toBe(0);
});

test("a program that ignores the signal fails, and is killed after its budget", async () => {
  const deaf =
    "process.on('SIGTERM', () => {}); require('node:http').createServer((q, r) => r.end('x')).listen(process.env.PORT)";
  const ran = await run(
    "--only",
    "ends-soon",
    "--budget",
    "500ms",
    "--runs",
    "1",
    "--",
    process.execPath,
    "-e",
    deaf,
  );
  expect(ran.stdout).toContain(
    "likely cause: SIGTERM is ignored, or something that is never closed holds the process",
  );
  expect(ran.status).toBe(1);
});
