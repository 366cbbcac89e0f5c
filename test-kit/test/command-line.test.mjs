import { describe, expect, test } from "vitest";
import { chosenRounds, oneOf, wholeNumber } from "../options.mjs";
import { Program } from "../program.mjs";
import { asMarkdown, asText, tableOf } from "../table.mjs";

const OPTIONS = new URL("../options.mjs", import.meta.url).href;

describe("the options of a command", () => {
  const script = `
    import { readOptions, wholeNumber } from ${JSON.stringify(OPTIONS)};
    console.log(readOptions({ rate: { type: "string" } }, ({ rate = 1 }) => wholeNumber("--rate", rate, 1)));`;
  test.each([
    [["--rate", "7"], 0, "7"],
    [["--rate", "0"], 2, "Expected --rate to be a whole number, 1 or more, got `0`"],
    [["--rat", "7"], 2, expect.stringContaining("Unknown option '--rat'")],
    [["seven"], 2, "Unexpected argument `seven`"],
  ])("%j end with code %i and say %s", async (args, code, said) => {
    const program = new Program(process.execPath, ["--input-type=module", "--eval", script, "--", ...args]);
    expect(await program.ended).toEqual({ code, signal: null });
    expect(program.output).toEqual(said);
  });

  test("are numbers, one of those that are known, and rounds with a seed", () => {
    expect(wholeNumber("n", "12")).toBe(12);
    expect(() => wholeNumber("n", "1.5")).toThrow("Expected n to be a whole number, 0 or more, got `1.5`");
    expect(() => oneOf("--app", ["a", "b"], "c")).toThrow("Expected --app to be one of a, b, got `c`");
    expect(chosenRounds({ seed: "4" }, "3")).toEqual({ rounds: [1, 2, 3], seed: 4 });
    expect(chosenRounds({ seed: "4", only: "9" }, 3)).toEqual({ rounds: [9], seed: 4 });
  });
});

test("a table is aligned for a terminal and written for Markdown", () => {
  /** @type {[string, (item: { name: string, count: number }) => string | number][]} */
  const columns = [
    ["", ({ name }) => name],
    ["lost", ({ count }) => count],
  ];
  const items = [
    { name: "naive", count: 12 },
    { name: "us", count: 0 },
  ];
  const table = tableOf(columns, items);
  expect(asText(table).split("\n")).toEqual(["       lost", "-----  ----", "naive    12", "us        0"]);
  expect(asMarkdown(table).split("\n")).toEqual(["|  | lost |", "|---|--:|", "| naive | 12 |", "| us | 0 |"]);
});
