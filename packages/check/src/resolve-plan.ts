import { statSync } from "node:fs";
import { constants } from "node:os";
import { UsageError } from "./errors.js";
import type { CheckOptions, Plan, Route } from "./options.js";

const ROUTE = /^([A-Z]+):(\/\S*)$/;

/**
 * Fills in the defaults.
 *
 * @throws `UsageError` if an option is wrong
 */
export function resolvePlan(command: readonly string[], options: CheckOptions): Plan {
  if (process.platform === "win32")
    throw new UsageError(
      "Windows has no SIGTERM that a process could hear: run graceful-check on Linux or macOS",
    );
  const plan: Plan = {
    command,
    port: wholeNumber("--port", options.port, 1, 65_535),
    ready: path("--ready", options.ready),
    startTimeoutMs: time("--start-timeout", options.startTimeoutMs, 1) ?? 30_000,
    signal: signal(options.signal ?? "SIGTERM"),
    budgetMs: time("--budget", options.budgetMs, 500) ?? 10_000,
    lameDuckMs: time("--lame-duck", options.lameDuckMs, 0) ?? 0,
    runs: wholeNumber("--runs", options.runs, 1, 1_000) ?? 3,
    paths: (options.paths?.length ? options.paths : ["GET:/"]).map((text) =>
      route("--path", text, ["GET", "OPTIONS", "DELETE"]),
    ),
    slow: optional("--slow", options.slow),
    upload: optional("--upload", options.upload, ["POST", "PUT", "PATCH"]),
    download: optional("--download", options.download, ["GET"]),
    subscribe: optional("--subscribe", options.subscribe, ["GET"]),
    stream: optional("--stream", options.stream),
    ws: path("--ws", options.ws),
    live: path("--live", options.live),
    tls: options.tls === true || options.http2 === "h2",
    insecure: options.insecure === true,
    http2: http2(options.http2),
    require: options.require ?? [],
    cwd: folder(options.cwd ?? process.cwd()),
    env: options.env ?? {},
  };
  contradictions(plan, options);
  return plan;
}

function contradictions(plan: Plan, options: CheckOptions): void {
  if (plan.http2 === "h2c" && options.tls)
    throw new UsageError(
      "`--h2c` is HTTP/2 without TLS, and `--tls` asks for TLS: give one of them, or `--h2`",
    );
  if (plan.insecure && !plan.tls)
    throw new UsageError("`--insecure` takes any certificate, but without `--tls` or `--h2` there is none");
  if (plan.lameDuckMs >= plan.budgetMs)
    throw new UsageError(
      `\`--lame-duck\` (${plan.lameDuckMs} ms) is part of \`--budget\` (${plan.budgetMs} ms), and must be shorter`,
    );
}

/** Parses `GET:/path`. */
function route(option: string, text: string, methods?: readonly string[]): Route {
  const [, method, target] = ROUTE.exec(text) ?? [];
  if (method === undefined || target === undefined)
    throw new UsageError(
      `Expected \`${option}\` to be a method and a path, such as GET:/report, got \`${text}\``,
    );
  if (methods && !methods.includes(method))
    throw new UsageError(`Expected \`${option}\` to be one of ${methods.join(", ")}, got \`${method}\``);
  return { method, path: target };
}

const optional = (option: string, text: string | undefined, methods?: readonly string[]) =>
  text === undefined ? undefined : route(option, text, methods);

function path(option: string, text: string | undefined): string | undefined {
  if (text !== undefined && !/^\/\S*$/.test(text))
    throw new UsageError(`Expected \`${option}\` to be a path, such as /readyz, got \`${text}\``);
  return text;
}

function wholeNumber(
  option: string,
  value: number | undefined,
  low: number,
  high: number,
  unit = "",
): number | undefined {
  if (value !== undefined && !(Number.isInteger(value) && value >= low && value <= high))
    throw new UsageError(
      `Expected \`${option}\` to be from ${low} to ${high}${unit}, got \`${value}${unit}\``,
    );
  return value;
}

const time = (option: string, value: number | undefined, low: number) =>
  wholeNumber(option, value, low, 3_600_000, " ms");

function http2(version: CheckOptions["http2"]): CheckOptions["http2"] {
  if (version !== undefined && version !== "h2" && version !== "h2c")
    throw new UsageError(`Expected \`http2\` to be h2 or h2c, got \`${version}\``);
  return version;
}

function folder(cwd: string): string {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`There is no folder \`${cwd}\` to run the command in`);
  return cwd;
}

function signal(name: string): NodeJS.Signals {
  if (!(name in constants.signals))
    throw new UsageError(`Expected \`--signal\` to be a signal, such as SIGTERM, got \`${name}\``);
  if (name === "SIGKILL" || name === "SIGSTOP")
    throw new UsageError(`No process can hear \`${name}\`: give \`--signal\` the one that asks it to end`);
  return name as NodeJS.Signals;
}
