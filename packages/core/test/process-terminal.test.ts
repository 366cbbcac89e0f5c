import { describe, expect, test } from "vitest";
import { endForkedAfterEach, forkFixture } from "./forked.js";
import { CTRL_C, inTerminal } from "./pty.js";

endForkedAfterEach();

const STATUS = /^Draining, \d+\.\d s left: hold nightly job {2}Ctrl\+C again: cut everything now$/;
/** A second value behind a first one, whichever they are. */
const COUNTS = /Draining, (\S+) s left.*Draining, (?!\1 )\S+ s left/s;
/** The status drawn to its end. */
const DRAWN = /Draining.*cut everything now/;
/** Long enough for a line to be drawn, were there one. */
const DEADLINE = '{ "drainMs": 400 }';
/** Longer than any test waits. */
const LONG = '{ "budgetMs": 60000, "releaseMs": 30000 }';
/** What only a line that is redrawn needs. */
const MOVES = "\u001b[";

describe("in a terminal", () => {
  test("one line shows what a shutdown waits for, counts down, and is gone at the end", async () => {
    await using terminal = await inTerminal();
    const counted = terminal.prints(COUNTS);
    terminal.kill("SIGTERM");
    await counted;
    await terminal.shows(STATUS);
    expect(terminal.screen.text.filter((row) => row.startsWith("Draining"))).toHaveLength(1);
    const seconds = [...terminal.output.matchAll(/Draining, (\S+) s left/g)].map(([, left]) => Number(left));
    expect(seconds).toEqual(seconds.toSorted((a, b) => b - a));
    terminal.kill("SIGUSR2");
    expect(await terminal.ended).toEqual({ code: 0 });
    const rows = terminal.screen.text;
    expect(rows.slice(0, 5)).toEqual([
      `pid ${terminal.pid}`,
      expect.stringMatching(/^\[graceful\] SIGTERM: draining .* releases 900 ms$/),
      expect.stringMatching(/^\[graceful\] Closed in .*, clean/),
      "",
      expect.stringMatching(/^Shutdown \(SIGTERM\): clean, took .* exit code 0$/),
    ]);
    expect(rows.filter((row) => row.startsWith("Draining"))).toEqual([]);
    expect(rows.at(-1)).toBe("wrapped afterwards: false");
    // Node lists a terminal among what holds the process, and it holds nothing.
    expect(terminal.output).not.toContain("TTYWrap");
  });

  test("Ctrl+C starts the shutdown, then cuts, and the line names the next step each time", async () => {
    await using terminal = await inTerminal({ args: [LONG], env: { HUNG_RELEASE: "1" } });
    /** Signals within 250 ms of one another are one. */
    const untilAnother = async () => {
      for (let redrawn = 0; redrawn < 3; redrawn++) await terminal.prints(/left/);
    };
    terminal.type(CTRL_C);
    await terminal.shows(STATUS);
    expect(terminal.screen.text.slice(1, 3)).toEqual(["^C", expect.stringMatching(/^\[graceful\] SIGINT/)]);
    await untilAnother();
    terminal.type(CTRL_C);
    await terminal.shows(/^Releasing, \d+\.\d s left: postgres {2}Ctrl\+C again: exit at once$/);
    await untilAnother();
    terminal.type(CTRL_C);
    expect(await terminal.ended).toEqual({ code: 130 });
    expect(terminal.screen.text.slice(3)).toEqual([
      "[graceful] SIGINT again: everything that is left is cut",
      expect.stringMatching(/^\[graceful\] Cut: hold nightly job/),
    ]);
  });

  test.each([
    ["whole lines stand above it", "lines", ["one", "two", "three"]],
    ["what is printed past Node's streams does too", "pastNode", ["past Node"]],
  ])("%s", async (_, what, printed) => {
    await using terminal = await inTerminal({ args: ["{}", what] });
    terminal.kill("SIGTERM");
    await terminal.shows(STATUS);
    terminal.kill("SIGCONT");
    await terminal.shows(new RegExp(printed.at(-1) as string));
    await terminal.prints(DRAWN);
    const rows = terminal.screen.text;
    expect(rows.slice(2, -2)).toEqual(printed);
    expect(rows.slice(-2)).toEqual(["", expect.stringMatching(STATUS)]);
  });

  test("the line waits while other output is in the middle of a line", async () => {
    await using terminal = await inTerminal({ args: ["{}", "half"] });
    terminal.kill("SIGTERM");
    await terminal.shows(STATUS);
    terminal.kill("SIGCONT");
    expect(await terminal.shows(/and the rest/)).toBe("half a line, and the rest");
  });

  test("process.exit leaves no half of it in front of the shell's prompt", async () => {
    await using terminal = await inTerminal({ args: ['{"holdExit":false}', "exit"] });
    terminal.kill("SIGTERM");
    await terminal.shows(STATUS);
    terminal.kill("SIGCONT");
    expect(await terminal.ended).toEqual({ code: 7 });
    expect(terminal.screen.text.slice(2)).toEqual([
      expect.stringMatching(
        /^\[graceful\] The process ends in the middle of its shutdown, with exit code 7. Not done/,
      ),
    ]);
  });

  test("a narrow terminal gets what fits", async () => {
    await using terminal = await inTerminal({ columns: 40 });
    terminal.kill("SIGTERM");
    const row = await terminal.shows(/^Draining.*Ctrl\+C: cut/);
    expect(row.length).toBeLessThan(40);
  });

  test.each([
    ["dims the hint", {}, true],
    ["has no colour with NO_COLOR", { NO_COLOR: "1" }, false],
  ])("it %s", async (_, env, isDim) => {
    await using terminal = await inTerminal({ env });
    terminal.kill("SIGTERM");
    await terminal.shows(STATUS);
    expect(terminal.output.includes("\u001b[2m")).toBe(isDim);
    expect(terminal.output.includes("\u001b[22m")).toBe(isDim);
  });

  test.each([
    ["that can only print", { env: { TERM: "dumb" } }],
    ["of CI", { env: { CI: "true" } }],
    ["where a pipe takes the log and may print it here", { redirect: "| cat" }],
  ])("a terminal %s has plain lines", async (_, options) => {
    await using terminal = await inTerminal({ ...options, args: [DEADLINE] });
    terminal.kill("SIGTERM");
    await terminal.ended;
    expect(terminal.output).not.toContain(MOVES);
    expect(terminal.screen.text.map((row) => row.slice(0, 20))).toEqual([
      `pid ${terminal.pid}`,
      "[graceful] SIGTERM: ",
      "[graceful] Cut: hold",
      "[graceful] Closed in",
      "wrapped afterwards: ",
    ]);
  });

  test.each([
    ["a silent lifecycle", { logger: false }],
    ["one that leaves the process alone", { exit: false }],
  ])("%s has no line", async (_, plan) => {
    await using terminal = await inTerminal({ args: [JSON.stringify({ ...JSON.parse(DEADLINE), ...plan })] });
    terminal.kill("SIGTERM");
    await terminal.shows(/wrapped/);
    expect(terminal.output).not.toContain(MOVES);
    expect(terminal.output).not.toContain("Shutdown");
  });
});

test("without a terminal there are plain lines only", async () => {
  const app = forkFixture("terminal.mjs", { args: [DEADLINE], env: { TERM: "xterm" } });
  await app.line(/^pid/);
  app.kill("SIGTERM");
  await app.ended;
  expect(app.lines.join("\n")).not.toContain(MOVES);
  expect(app.lines.join("\n")).not.toContain("Shutdown");
});
