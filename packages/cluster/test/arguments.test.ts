import { describe, expect, test } from "vitest";
import { readArguments } from "../src/cli/arguments.js";
import { currentValue, resolveOptions } from "../src/options.js";

describe("the command line", () => {
  test("is ours up to the program, and the program's from there on", () => {
    expect(readArguments(["-w", "4", "server.js", "--workers", "9", "status"])).toEqual({
      command: "run",
      program: "server.js",
      options: { args: ["--workers", "9", "status"], workers: 4 },
    });
  });

  test("has a flag for every option", () => {
    const flags =
      "--workers 4 --surge 2 --ready /readyz --ready-timeout 5s --min-ready 0s --budget 1m --attempts 3 " +
      "--max-memory 1.5gb --max-age 12h";
    expect(
      readArguments([...flags.split(" "), "--node-args=--env-file=.env -C dev", "--cwd", "/srv", "app.js"]),
    ).toEqual({
      command: "run",
      program: "app.js",
      options: {
        args: [],
        workers: 4,
        surge: 2,
        ready: "/readyz",
        readyMs: 5_000,
        minReadyMs: 0,
        budgetMs: 60_000,
        attempts: 3,
        maxMemoryBytes: 1_610_612_736,
        maxAgeMs: 43_200_000,
        execArgv: ["--env-file=.env", "-C", "dev"],
        cwd: "/srv",
      },
    });
  });

  test("has commands for a program that runs", () => {
    expect(readArguments(["status", "--json", "--control", "/run/x"])).toEqual({
      command: "status",
      control: "/run/x",
      json: true,
    });
  });

  test.each([
    [[], "Expected a program, or status, reload or stop"],
    [["--budget", "30", "a.js"], 'Expected --budget to be like 30s, got "30"'],
    [["--max-memory", "lots", "a.js"], 'Expected --max-memory to be like 512mb, got "lots"'],
    [["--budget", "0s", "a.js"], 'Expected --budget to be like 30s, got "0s"'],
    [
      ["--workers", "abc", "a.js"],
      'Expected --workers to be a whole number from 1 to 1000, or auto, got "abc"',
    ],
    [["--workers", "0", "a.js"], 'Expected --workers to be a whole number from 1 to 1000, or auto, got "0"'],
    [["--workers=", "a.js"], 'Expected --workers to be a whole number from 1 to 1000, or auto, got ""'],
    [["--surge", "1.5", "a.js"], 'Expected --surge to be a whole number from 1 to 1000, got "1.5"'],
    [["--attempts", "1e3", "a.js"], 'Expected --attempts to be a whole number from 1 to 1000, got "1e3"'],
    [["--ready", "readyz", "a.js"], 'Expected --ready to be a path such as /readyz, got "readyz"'],
    [["--wrokers", "4", "a.js"], "Unknown option '--wrokers'"],
    [["--workers", "-1", "a.js"], "Option '--workers' argument is ambiguous"],
    [["--workers"], "Option '-w, --workers <value>' argument missing"],
    [
      ["reload", "--workers", "3", "--surge=2"],
      "Expected only --control and --json with reload, got --workers, --surge",
    ],
    [["--control", "", "a.js"], 'Expected --control to be a path, got ""'],
    [["--cwd=", "a.js"], 'Expected --cwd to be a path, got ""'],
    [["status", "--control", ""], 'Expected --control to be a path, got ""'],
    [["reload", "now"], "Expected nothing behind reload, got now"],
  ])("%j is refused with a sentence", (argv, message) => {
    expect(() => readArguments(argv)).toThrow(new TypeError(message));
  });

  test("takes an age that is longer than a timer of Node", () => {
    expect(readArguments(["--max-age", "30d", "a.js"])).toMatchObject({
      options: { maxAgeMs: 2_592_000_000 },
    });
    expect(resolveOptions({ maxAgeMs: 2_592_000_000 }).limits.maxAgeMs).toBe(2_592_000_000);
  });

  test.each(["auto", "max"])("starts as many workers as there are processors for %s", (word) => {
    expect(readArguments(["--workers", word, "a.js"])).toEqual({
      command: "run",
      program: "a.js",
      options: { args: [] },
    });
  });
});

describe("the options", () => {
  test("have defaults", () => {
    expect(resolveOptions({ workers: 2 })).toMatchObject({
      signals: true,
      limits: {
        workers: 2,
        surge: 1,
        attempts: 5,
        readyMs: 30_000,
        minReadyMs: 2_000,
        budgetMs: 30_000,
        maxAgeMs: undefined,
      },
    });
  });

  test.each([
    [{ workers: 0 }, "Expected `workers` to be a whole number from 1 to 1000, got 0"],
    [{ workers: 1.5 }, "Expected `workers` to be a whole number from 1 to 1000, got 1.5"],
    [{ budgetMs: Number.NaN }, "Expected `budgetMs` to be milliseconds from 1 to 2147483647, got NaN"],
    [{ ready: "readyz" }, 'Expected `ready` to be a path such as /readyz, got "readyz"'],
    [{ maxAgeMs: 0 }, "Expected `maxAgeMs` to be milliseconds from 1 to 9007199254740991, got 0"],
    [{ args: "--port 80" }, 'Expected `args` to be an array of strings, got "--port 80"'],
    [{ execArgv: [1] }, "Expected `execArgv` to be an array of strings, or a function, got [ 1 ]"],
    [{ env: 5 }, "Expected `env` to be an object, or a function, got 5"],
    [{ control: "" }, 'Expected `control` to be a path, or false, got ""'],
    [{ cwd: 5 }, "Expected `cwd` to be a path, got 5"],
    [{ control: true }, "Expected `control` to be a path, or false, got true"],
    [{ signals: "no" }, 'Expected `signals` to be true or false, got "no"'],
    [{ logger: {} }, "Expected `logger` to be an object with info, warn and error, or false, got {}"],
    [{ toString: 1 }, "Unknown option `toString` of runWorkers"],
    [{ wrokers: 2 }, "Unknown option `wrokers` of runWorkers"],
  ])("%j are refused with a sentence", (options, message) => {
    expect(() => resolveOptions(options as object)).toThrow(new TypeError(message));
  });

  test.each([
    ["execArgv", "--inspect", 'Expected `execArgv` to return an array of strings, got "--inspect"'],
    ["execArgv", [1], "Expected `execArgv` to return an array of strings, got [ 1 ]"],
    ["env", Promise.resolve({}), "Expected `env` to return an object, got Promise { {} }"],
    ["env", null, "Expected `env` to return an object, got null"],
  ] as const)("`%s` as a function that returns %j is refused with a sentence", (name, returned, message) => {
    expect(() => currentValue(name, (() => returned) as never)).toThrow(new TypeError(message));
  });

  test("`env` and `execArgv` may be functions, which are called for each start", () => {
    let port = 1;
    const env = () => ({ PORT: String(port++) });
    expect([currentValue("env", env), currentValue("env", env)]).toEqual([{ PORT: "1" }, { PORT: "2" }]);
    expect(currentValue("execArgv", ["--inspect"])).toEqual(["--inspect"]);
  });
});
