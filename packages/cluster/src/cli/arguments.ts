import { parseArgs } from "node:util";
import type { WorkersOptions } from "../options.js";
import { bytes, count, duration, file, path } from "./flag-values.js";

/** A parsed command line. */
export type Order =
  | { readonly command: "run"; readonly program: string; readonly options: WorkersOptions }
  | {
      readonly command: "status" | "reload" | "stop";
      readonly control: string | undefined;
      readonly json: boolean;
    }
  | { readonly command: "help" | "version" };

const ALL_PROCESSORS = ["auto", "max"];
const COMMANDS = ["status", "reload", "stop"] as const;

const FLAGS = {
  workers: { type: "string", short: "w" },
  surge: { type: "string" },
  ready: { type: "string" },
  "ready-timeout": { type: "string" },
  "min-ready": { type: "string" },
  budget: { type: "string" },
  attempts: { type: "string" },
  "max-memory": { type: "string" },
  "max-age": { type: "string" },
  "node-args": { type: "string" },
  cwd: { type: "string" },
  control: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

export const USAGE = `graceful-cluster [options] server.js [its arguments]
graceful-cluster status|reload|stop [--control path] [--json]

  --workers 4           how many serve at a time; auto, the default: as many as there are processors
  --surge 1             how many a reload replaces at a time
  --ready /readyz       a path that a worker must answer with 200 before it counts
  --ready-timeout 30s   how long a worker may take until it is ready
  --min-ready 2s        how long a new version must have been ready before it replaces the first worker
  --budget 30s          from telling a worker to end to its SIGKILL
  --attempts 5          so many starts in a row that fail, while none serves, end the program
  --max-memory 512mb    replace a worker that has grown to this
  --max-age 12h         replace a worker that is as old
  --node-args="..."     options of node for the workers; --env-file is read at each start
  --cwd path            the folder of the workers; a link is followed at each start
  --control path        the control socket

SIGHUP reloads; SIGTERM, SIGINT and SIGQUIT stop; once more: cut what is left; once more: kill.`;

/** @throws `TypeError` if an argument is wrong */
export function readArguments(argv: readonly string[]): Order {
  // Arguments behind the program belong to the program.
  const ownArguments = argumentsUpToProgram(argv);
  const { values, positionals } = parseOwn(ownArguments);
  if (values.help) return { command: "help" };
  if (values.version) return { command: "version" };
  const [first, ...others] = positionals;
  if (first === undefined) throw new TypeError("Expected a program, or status, reload or stop");
  const command = COMMANDS.find((name) => name === first);
  const { control } = values;
  if (command && others.length > 0)
    throw new TypeError(`Expected nothing behind ${command}, got ${others.join(" ")}`);
  const notForCommands = Object.keys(values).filter((name) => name !== "control" && name !== "json");
  if (command && notForCommands.length > 0)
    throw new TypeError(
      `Expected only --control and --json with ${command}, got --${notForCommands.join(", --")}`,
    );
  if (command) return { command, control: file("--control", control), json: values.json ?? false };
  return { command: "run", program: first, options: optionsOf(values, argv.slice(ownArguments.length)) };
}

function parseOwn(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: true });
  } catch (error) {
    // Only the first sentence of Node's message: the others do not help if an option is mistyped.
    throw new TypeError((error as Error).message.split(/\.\s/, 1)[0]);
  }
}

type Values = Partial<Record<keyof typeof FLAGS, string | boolean>>;

function optionsOf(values: Values, args: string[]): WorkersOptions {
  const text = (name: keyof typeof FLAGS) => values[name] as string | undefined;
  const set = <Value>(name: keyof WorkersOptions, value: Value | undefined) =>
    value === undefined ? {} : { [name]: value };
  const workers = text("workers");
  return {
    args,
    ...set(
      "workers",
      ALL_PROCESSORS.includes(workers ?? "") ? undefined : count("--workers", workers, ", or auto"),
    ),
    ...set("surge", count("--surge", text("surge"))),
    ...set("attempts", count("--attempts", text("attempts"))),
    ...set("ready", path("--ready", text("ready"))),
    ...set("readyMs", duration("--ready-timeout", text("ready-timeout"))),
    ...set("minReadyMs", duration("--min-ready", text("min-ready"), 0)),
    ...set("budgetMs", duration("--budget", text("budget"))),
    ...set("maxAgeMs", duration("--max-age", text("max-age"))),
    ...set("maxMemoryBytes", bytes("--max-memory", text("max-memory"))),
    ...set("execArgv", text("node-args")?.split(/\s+/).filter(Boolean)),
    ...set("cwd", file("--cwd", text("cwd"))),
    ...set("control", file("--control", text("control"))),
  };
}

/** The arguments up to the program, the program included. */
function argumentsUpToProgram(argv: readonly string[]): string[] {
  const { tokens } = parseArgs({
    args: [...argv],
    options: FLAGS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const program = tokens.find(({ kind }) => kind === "positional");
  const isCommand = program && COMMANDS.some((name) => name === argv[program.index]);
  return program && !isCommand ? argv.slice(0, program.index + 1) : [...argv];
}
