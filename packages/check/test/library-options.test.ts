import { expect, test } from "vitest";
import { type CheckOptions, check, lint } from "../src/index.js";

const COMMAND = ["no-such-command"];
/** As JavaScript calls it. */
const given = (options: unknown, command: unknown = COMMAND) =>
  check(command as string[], options as CheckOptions);

const cases: [string, unknown, RegExp][] = [
  ["a misspelt option", { budget: "5s" }, /^There is no option `budget`\. Known are port, ready, .*budgetMs/],
  ["a text for a list", { only: "in-flight" }, /^Expected `only` to be a list of strings, got `in-flight`$/],
  ["a text for the paths", { paths: "GET:/" }, /^Expected `paths` to be a list of strings, got `GET:\/`$/],
  ["a text for a number", { port: "3000" }, /^Expected `port` to be a number, got `3000`$/],
  ["another version of HTTP", { http2: "h3" }, /^Expected `http2` to be h2 or h2c, got `h3`$/],
  ["a controller for its signal", { abort: "x" }, /^Expected `abort` to be an AbortSignal, got `x`$/],
  [
    "a folder that does not exist",
    { cwd: "/missing" },
    /^There is no folder `\/missing` to run the command in$/,
  ],
  ["nothing", null, /^Expected the options to be an object, got `null`$/],
];

test.each(cases)("%s is refused before anything is started", async (_name, options, sentence) => {
  await expect(given(options)).rejects.toThrow(sentence);
  await expect(given(options)).rejects.toMatchObject({ name: "UsageError" });
});

test("a command that is no list of strings is refused", async () => {
  await expect(given({}, ["node", 3])).rejects.toThrow(
    "Expected the command to be a list of strings, got `node 3`",
  );
  await expect(given({}, "node server.js")).rejects.toThrow(/^Expected a command/);
});

test("an option that is undefined is an option that is not given", async () => {
  await expect(given({ slow: undefined })).rejects.toThrow(/^There is no command `no-such-command`/);
});

test("lint refuses a folder and a budget that are none", () => {
  expect(() => lint(undefined as never)).toThrow("There is no folder `undefined` to lint");
  expect(() => lint(".", { budgetMs: "x" as never })).toThrow(
    /^Expected `budgetMs` to be a number of milliseconds/,
  );
});
