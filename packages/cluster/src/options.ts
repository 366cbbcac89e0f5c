import { availableParallelism } from "node:os";
import { inspect } from "node:util";
import type { Logger } from "@x/graceful-core";
import type { Limits } from "./supervisor/limits.js";

/**
 * The options of `runWorkers`. Every option may be left out. Times are in milliseconds. A wrong value throws a
 * `TypeError` that names the option.
 */
export interface WorkersOptions {
  /** How many workers serve, 1 or more. @default the number of processors that this process may use */
  workers?: number;
  /** How many workers a reload replaces at a time, 1 or more. Meanwhile there are as many more processes. @default 1 */
  surge?: number;
  /**
   * A path that a worker must answer with 200 before it is ready. The request goes to that worker only.
   * @default none: a worker is ready when it listens and its lifecycle is ready
   */
  ready?: string;
  /** How long a worker may take until it is ready. @default 30000 */
  readyMs?: number;
  /**
   * How long the first worker of a new version must have been ready before a reload replaces an old one. After that
   * time it has five seconds to answer a message of its primary, or the reload is aborted. The other workers replace
   * theirs as soon as they are ready. 0: the first one too.
   * @default 2000
   */
  minReadyMs?: number;
  /**
   * The time from telling a worker to end to its SIGKILL. A worker with Graceful has a budget of its own, which should
   * be shorter. If the option is given, a worker without Graceful gets a budget of half a second less.
   * @default 30000
   */
  budgetMs?: number;
  /** If this many workers in a row did not get ready and none serves, the program ends. @default 5 */
  attempts?: number;
  /**
   * A worker is replaced when its memory (resident set) reaches this many bytes. If its replacement does so within a
   * minute, the limit may be too small, and the next such replacement waits: 30 seconds, then twice as long each time,
   * up to ten minutes.
   * @default never
   */
  maxMemoryBytes?: number;
  /** A worker is replaced when it has been ready for this time. @default never */
  maxAgeMs?: number;
  /** Arguments of the program. @default none */
  args?: readonly string[];
  /** Options of `node` for the workers. A function is called before each start. @default those of this process */
  execArgv?: readonly string[] | (() => readonly string[]);
  /**
   * Variables in addition to those of this process. `undefined` removes a variable. A function is called before each
   * start.
   * @default none
   */
  env?: NodeJS.ProcessEnv | (() => NodeJS.ProcessEnv);
  /**
   * The folder in which workers run. It may be a link, which is resolved again before each start.
   * @default that of this process
   */
  cwd?: string;
  /**
   * The path of the Unix socket for the commands `status`, `reload` and `stop`. `false`: no socket.
   * @default one below `XDG_RUNTIME_DIR`, or else in the folder for temporary files
   */
  control?: string | false;
  /**
   * Whether SIGTERM, SIGINT and SIGQUIT stop the workers, SIGHUP reloads them, and the exit code of the process is set
   * when all have ended.
   * @default true
   */
  signals?: boolean;
  /** `false`: no output. @default the console */
  logger?: Logger | false;
}

export interface ResolvedOptions extends Omit<WorkersOptions, "logger" | "signals"> {
  readonly limits: Limits;
  readonly signals: boolean;
}

/** The longest time of a timer of Node. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

const DEFAULTS = { surge: 1, readyMs: 30_000, minReadyMs: 2_000, budgetMs: 30_000, attempts: 5 };

type Check = readonly [isRight: (value: unknown) => boolean, what: string];

const isString = (value: unknown) => typeof value === "string";
const isPath = (value: unknown) => isString(value) && value !== "";
const isFunction = (value: unknown) => typeof value === "function";
const isObject = (value: unknown) => typeof value === "object" && value !== null;
const areStrings = (value: unknown) => Array.isArray(value) && value.every(isString);
const isLogger = (value: unknown) =>
  isObject(value) && ["info", "warn", "error"].every((level) => isFunction(value?.[level as never]));

/** What is expected of each option. `undefined`: see `resolveOptions`. */
const CHECKS: Record<keyof WorkersOptions, Check | undefined> = {
  workers: undefined,
  surge: undefined,
  ready: [(value) => isString(value) && /^\//.test(value as string), "a path such as /readyz"],
  readyMs: undefined,
  minReadyMs: undefined,
  budgetMs: undefined,
  attempts: undefined,
  maxMemoryBytes: undefined,
  maxAgeMs: undefined,
  args: [areStrings, "an array of strings"],
  execArgv: [(value) => areStrings(value) || isFunction(value), "an array of strings, or a function"],
  env: [(value) => isObject(value) || isFunction(value), "an object, or a function"],
  cwd: [isPath, "a path"],
  control: [(value) => isPath(value) || value === false, "a path, or false"],
  signals: [(value) => typeof value === "boolean", "true or false"],
  logger: [(value) => value === false || isLogger(value), "an object with info, warn and error, or false"],
};

/** What the functions that may be given return. An asynchronous one returns a promise, which has no variables. */
const RETURNED: Record<"env" | "execArgv", Check> = {
  env: [(value) => isObject(value) && !(value instanceof Promise), "an object"],
  execArgv: [areStrings, "an array of strings"],
};

type Current<Name extends keyof typeof RETURNED> = Exclude<NonNullable<WorkersOptions[Name]>, () => unknown>;

/**
 * The value of an option that may be a function, which is called.
 * @throws `TypeError` if it returns something else, and what it throws
 */
export function currentValue<Name extends keyof typeof RETURNED>(
  name: Name,
  given: NonNullable<WorkersOptions[Name]>,
): Current<Name> {
  if (typeof given !== "function") return given as Current<Name>;
  const value: unknown = given();
  const [isRight, what] = RETURNED[name];
  if (isRight(value)) return value as Current<Name>;
  throw new TypeError(`Expected \`${name}\` to return ${what}, got ${show(value)}`);
}

export function resolveOptions(options: WorkersOptions): ResolvedOptions {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(CHECKS, name)) throw new TypeError(`Unknown option \`${name}\` of runWorkers`);
    const [isRight, what] = CHECKS[name as keyof WorkersOptions] ?? [];
    if (value !== undefined && isRight?.(value) === false)
      throw new TypeError(`Expected \`${name}\` to be ${what}, got ${show(value)}`);
  }
  const { logger: _logger, ...given } = options;
  const whole = (name: "workers" | "surge" | "attempts", byDefault: number) =>
    checked(name, options[name] ?? byDefault, 1, 1_000, Number.isSafeInteger, "a whole number");
  const ms = <Default>(
    name: "readyMs" | "minReadyMs" | "budgetMs" | "maxAgeMs",
    byDefault: Default,
    least = 1,
    most = LONGEST_TIMER_MS,
  ) =>
    options[name] === undefined
      ? byDefault
      : checked(name, options[name], least, most, Number.isFinite, "milliseconds");
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
      minReadyMs: ms("minReadyMs", DEFAULTS.minReadyMs, 0),
      budgetMs: ms("budgetMs", DEFAULTS.budgetMs),
      maxAgeMs: ms("maxAgeMs", undefined, 1, Number.MAX_SAFE_INTEGER),
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
  return typeof value === "string"
    ? JSON.stringify(value)
    : inspect(value, { depth: 0, breakLength: Infinity });
}
