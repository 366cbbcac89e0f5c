import { parseArgs } from "node:util";
import { UsageError } from "../errors.js";
import type { CheckOptions } from "../options.js";
import { REPORTERS, type ReporterName } from "../reporters/reporters.js";
import { readDuration } from "./duration.js";

/** A parsed command line. */
export type Request =
  | { readonly kind: "help" | "version" | "list" }
  | {
      readonly kind: "lint";
      readonly folder: string;
      readonly budgetMs?: number;
    }
  | { readonly kind: "self-test"; readonly only: readonly string[] }
  | {
      readonly kind: "check";
      readonly command: readonly string[];
      readonly options: CheckOptions;
      readonly reporters: readonly ReporterName[];
      readonly out: string | undefined;
    };

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const OPTIONS = {
  port: text,
  ready: text,
  "start-timeout": text,
  signal: text,
  budget: text,
  "lame-duck": text,
  runs: text,
  path: { type: "string", multiple: true },
  slow: text,
  upload: text,
  download: text,
  subscribe: text,
  stream: text,
  ws: text,
  live: text,
  tls: flag,
  insecure: flag,
  h2c: flag,
  h2: flag,
  only: text,
  skip: text,
  require: text,
  list: flag,
  reporter: text,
  out: text,
  help: { type: "boolean", short: "h" },
  version: flag,
} as const;

type Values = ReturnType<typeof parse>["values"];

/** @throws `UsageError` if an argument is wrong */
export function readArguments(args: readonly string[]): Request {
  const at = args.indexOf("--");
  const command = at < 0 ? [] : args.slice(at + 1);
  const { values, positionals, tokens } = parse(at < 0 ? args : args.slice(0, at));
  const given = givenOptions(tokens);
  if (values.help) return { kind: "help" };
  if (values.version) return { kind: "version" };
  if (values.list) return { kind: "list" };
  const [first, ...rest] = positionals;
  if (first === "lint") {
    mustBeOf("lint", { given, known: ["budget"], rest: rest.slice(1), command });
    return readLint(values, rest[0]);
  }
  if (first === "self-test") {
    mustBeOf("self-test", { given, known: ["only"], rest, command });
    return { kind: "self-test", only: ids("only", values.only) ?? [] };
  }
  if (first !== undefined)
    throw new UsageError(`Expected the command behind \`--\`: graceful-check -- ${positionals.join(" ")}`);
  if (command.length === 0)
    throw new UsageError("Expected a command behind `--`, such as: graceful-check -- node server.js");
  const reporters = readReporters(values);
  return { kind: "check", command, options: readOptions(values), reporters, out: values.out };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    // Node's own messages are good, except for what they say about `--` and `-XYZ`.
    const [sentence = ""] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, "")}: see graceful-check --help`);
  }
}

/** The names of all options that were given. An option with a value must not be given twice. */
function givenOptions(tokens: ReturnType<typeof parse>["tokens"]): string[] {
  const options = tokens.filter((token) => token.kind === "option");
  const names = options.map(({ name }) => name);
  const twice = options.find(
    ({ name, value }, i) => name !== "path" && value !== undefined && names.indexOf(name) < i,
  )?.name;
  if (twice !== undefined) throw new UsageError(`\`--${twice}\` is given twice: give it once`);
  return names;
}

/** Refuses arguments that the command does not take. */
function mustBeOf(
  name: string,
  parts: { given: string[]; known: string[]; rest: string[]; command: string[] },
): void {
  const foreign = parts.given.find((option) => !parts.known.includes(option));
  if (foreign !== undefined) {
    const known = parts.known.map((option) => `--${option}`).join(" and ");
    throw new UsageError(`\`graceful-check ${name}\` has no option \`--${foreign}\`: it takes ${known}`);
  }
  const more = [...parts.rest, ...parts.command].join(" ");
  if (more !== "") throw new UsageError(`\`graceful-check ${name}\` does not take \`${more}\``);
}

function readLint(values: Values, folder = "."): Request {
  return {
    kind: "lint",
    folder,
    ...time("budgetMs", "--budget", values.budget),
  };
}

function readOptions(values: Values): CheckOptions {
  if (values.h2 && values.h2c)
    throw new UsageError("`--h2` is HTTP/2 over TLS and `--h2c` without it: give one of them");
  const http2 = values.h2 ? ("h2" as const) : values.h2c ? ("h2c" as const) : undefined;
  const { ready, slow, upload, download, subscribe, stream, ws, live } = values;
  const named = { ready, slow, upload, download, subscribe, stream, ws, live };
  return {
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
    ...count("port", values.port),
    ...count("runs", values.runs),
    ...time("startTimeoutMs", "--start-timeout", values["start-timeout"]),
    ...time("budgetMs", "--budget", values.budget),
    ...time("lameDuckMs", "--lame-duck", values["lame-duck"]),
    ...(values.signal !== undefined && { signal: values.signal as NodeJS.Signals }),
    ...(values.path && { paths: values.path }),
    ...(values.tls && { tls: true }),
    ...(values.insecure && { insecure: true }),
    ...(http2 && { http2 }),
    only: ids("only", values.only) ?? [],
    skip: ids("skip", values.skip) ?? [],
    require: ids("require", values.require) ?? [],
  };
}

function count(name: "port" | "runs", given: string | undefined): Record<string, number> {
  if (given === undefined) return {};
  if (!/^\d+$/.test(given))
    throw new UsageError(`Expected \`--${name}\` to be a whole number, got \`${given}\``);
  return { [name]: Number(given) };
}

const time = (name: string, option: string, given: string | undefined): Record<string, number> =>
  given === undefined ? {} : { [name]: readDuration(option, given) };

/** Reads `a,b`. An empty list is refused: it would mean all of them, which the user cannot have meant. */
function ids(option: string, given: string | undefined): string[] | undefined {
  if (given === undefined) return undefined;
  const names = given
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  if (names.length === 0)
    throw new UsageError(`Expected \`--${option}\` to be names, such as a,b, got nothing`);
  return [...new Set(names)];
}

/** If several reporters would write to stdout, a folder is needed. */
function readReporters(values: Values): ReporterName[] {
  const names = ids("reporter", values.reporter) ?? ["tty"];
  const known = Object.keys(REPORTERS);
  for (const name of names)
    if (!known.includes(name))
      throw new UsageError(`Expected \`--reporter\` to be of ${known.join(", ")}, got \`${name}\``);
  const files = names.filter((name) => REPORTERS[name as ReporterName].file !== undefined);
  if (values.out === undefined && files.length > 1)
    throw new UsageError(
      `\`${files.join("` and `")}\` cannot both go to the output: give --out, a folder for their files`,
    );
  if (values.out !== undefined && files.length === 0)
    throw new UsageError(
      `\`--out\` is a folder for files, and \`${names.join("` and `")}\` writes none: give --reporter tty,html`,
    );
  return names as ReporterName[];
}
