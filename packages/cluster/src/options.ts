import { availableParallelism } from "node:os";
import type { Logger } from "@x/graceful-core";
import type { Limits } from "./supervisor/limits.js";

/**
 * How workers are run. Every option may be left out; times are in milliseconds. A wrong value throws a `TypeError` that
 * names it.
 */
export interface WorkersOptions {
  /** How many serve at a time, 1 or more. @default as many as the machine has processors for this process */
  workers?: number;
  /** How many a reload replaces at a time, 1 or more. So many more than `workers` are there for a while. @default 1 */
  surge?: number;
  /**
   * A path that a worker must answer with 200 before it counts as ready, asked of the worker itself.
   * @default none: it listens, and its lifecycle is ready
   */
  ready?: string;
  /** How long a worker may take until it is ready. @default 30000 */
  readyMs?: number;
  /**
   * From telling a worker to end to its SIGKILL. A worker with Graceful has a budget of its own, which should be
   * shorter; one without has this less half a second, where it is given.
   * @default 30000
   */
  budgetMs?: number;
  /** The program ends when so many workers in a row did not get ready and none serves. @default 5 */
  attempts?: number;
  /** A worker whose memory (its resident set) has grown to so many bytes is replaced. @default never */
  maxMemoryBytes?: number;
  /** A worker that has been ready for so long is replaced. @default never */
  maxAgeMs?: number;
  /** Arguments of the program. @default none */
  args?: readonly string[];
  /** Options of `node` for the workers: a function is asked before each start. @default those of this process */
  execArgv?: readonly string[] | (() => readonly string[]);
  /**
   * Variables beside those of this process; `undefined` takes one away. A function is asked before each start.
   * @default none
   */
  env?: NodeJS.ProcessEnv | (() => NodeJS.ProcessEnv);
  /**
   * The folder in which workers run, looked up before each start: it may be a link that is set anew.
   * @default that of this process
   */
  cwd?: string;
  /**
   * The Unix socket on which `status`, `reload` and `stop` are asked for; `false`: none.
   * @default one in the folder for temporary files
   */
  control?: string | false;
  /**
   * Whether SIGTERM, SIGINT and SIGQUIT stop, SIGHUP reloads, and the process gets its exit code when all is over.
   * @default true
   */
  signals?: boolean;
  /** `false`: silent. @default the console */
  logger?: Logger | false;
}

export interface ResolvedOptions extends Omit<WorkersOptions, "logger" | "signals"> {
  readonly limits: Limits;
  readonly signals: boolean;
}

const LONGEST_MS = 2 ** 31 - 1;

const DEFAULTS = { surge: 1, readyMs: 30_000, budgetMs: 30_000, attempts: 5 };

const KNOWN: Record<keyof WorkersOptions, true> = {
  workers: true,
  surge: true,
  ready: true,
  readyMs: true,
  budgetMs: true,
  attempts: true,
  maxMemoryBytes: true,
  maxAgeMs: true,
  args: true,
  execArgv: true,
  env: true,
  cwd: true,
  control: true,
  signals: true,
  logger: true,
};

export function resolveOptions(options: WorkersOptions): ResolvedOptions {
  for (const name of Object.keys(options)) {
    if (!(name in KNOWN)) throw new TypeError(`Unknown option \`${name}\` of runWorkers`);
  }
  const { logger: _logger, ...given } = options;
  const whole = (name: "workers" | "surge" | "attempts", byDefault: number) =>
    checked(name, options[name] ?? byDefault, 1, 1_000, Number.isSafeInteger, "a whole number");
  const ms = <Default>(name: "readyMs" | "budgetMs" | "maxAgeMs", byDefault: Default) =>
    options[name] === undefined
      ? byDefault
      : checked(name, options[name], 1, LONGEST_MS, Number.isFinite, "milliseconds");
  if (options.ready !== undefined && !/^\//.test(options.ready))
    throw new TypeError(`Expected \`ready\` to be a path such as /readyz, got ${show(options.ready)}`);
  if (options.maxMemoryBytes !== undefined)
    checked("maxMemoryBytes", options.maxMemoryBytes, 1, Number.MAX_SAFE_INTEGER, Number.isFinite, "bytes");
  return {
    ...given,
    signals: options.signals ?? true,
    limits: {
      workers: whole("workers", availableParallelism()),
      surge: whole("surge", DEFAULTS.surge),
      attempts: whole("attempts", DEFAULTS.attempts),
      readyMs: ms("readyMs", DEFAULTS.readyMs),
      budgetMs: ms("budgetMs", DEFAULTS.budgetMs),
      maxAgeMs: ms("maxAgeMs", undefined),
    },
  };
}

function checked(
  name: string,
  value: unknown,
  least: number,
  most: number,
  isRight: (value: unknown) => boolean,
  what: string,
): number {
  if (isRight(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new TypeError(`Expected \`${name}\` to be ${what} from ${least} to ${most}, got ${show(value)}`);
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
