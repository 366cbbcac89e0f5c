import { UsageError } from "./errors.js";
import type { CheckOptions } from "./options.js";

const KINDS = {
  "a string": (value: unknown) => typeof value === "string",
  "a number": (value: unknown) => typeof value === "number",
  "true or false": (value: unknown) => typeof value === "boolean",
  "a list of strings": (value: unknown) =>
    Array.isArray(value) && value.every((item) => typeof item === "string"),
  "a function": (value: unknown) => typeof value === "function",
  "an AbortSignal": (value: unknown) => value instanceof AbortSignal,
  "an object": (value: unknown) => typeof value === "object" && value !== null,
};

const OPTIONS: Readonly<Record<keyof CheckOptions, keyof typeof KINDS>> = {
  port: "a number",
  ready: "a string",
  startTimeoutMs: "a number",
  signal: "a string",
  budgetMs: "a number",
  lameDuckMs: "a number",
  runs: "a number",
  paths: "a list of strings",
  slow: "a string",
  upload: "a string",
  download: "a string",
  subscribe: "a string",
  stream: "a string",
  ws: "a string",
  live: "a string",
  tls: "true or false",
  insecure: "true or false",
  http2: "a string",
  only: "a list of strings",
  skip: "a list of strings",
  require: "a list of strings",
  cwd: "a string",
  env: "an object",
  abort: "an AbortSignal",
  onProgress: "a function",
};

/**
 * Refuses what only a caller without types can give: a misspelt option would be ignored, and a check be passed that was
 * never meant.
 *
 * @throws `UsageError` that names the option
 */
export function mustBeOptions(command: unknown, options: unknown): void {
  if (!Array.isArray(command) || command.length === 0 || command[0] === "")
    throw new UsageError("Expected a command behind `--`, such as: graceful-check -- node server.js");
  if (!KINDS["a list of strings"](command))
    throw new UsageError(`Expected the command to be a list of strings, got \`${command.join(" ")}\``);
  if (!KINDS["an object"](options))
    throw new UsageError(`Expected the options to be an object, got \`${String(options)}\``);
  for (const [name, value] of Object.entries(options as object)) {
    if (!Object.hasOwn(OPTIONS, name))
      throw new UsageError(`There is no option \`${name}\`. Known are ${Object.keys(OPTIONS).join(", ")}`);
    const kind = OPTIONS[name as keyof CheckOptions];
    if (value !== undefined && !KINDS[kind](value))
      throw new UsageError(`Expected \`${name}\` to be ${kind}, got \`${String(value)}\``);
  }
}
