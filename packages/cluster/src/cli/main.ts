#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { ask, NoAnswer } from "../control/ask.js";
import { findControlPaths } from "../control/control-path.js";
import type { Answer } from "../control/protocol.js";
import { formatStatus } from "../format/format-status.js";
import { runWorkers } from "../run-workers.js";
import { type Order, readArguments, USAGE } from "./arguments.js";

/** The exit code of a reload that failed, and of a program that gives no answer. */
const FAILED = 1;
/** The exit code if the command is wrong or no program runs. */
const NOT_UNDERSTOOD = 2;

type Asking = Extract<Order, { control: unknown }>;

async function main(): Promise<void> {
  const order = readArguments(process.argv.slice(2));
  switch (order.command) {
    case "help":
      console.log(USAGE);
      return;
    case "version": {
      const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
      console.log((JSON.parse(manifest) as { version: string }).version);
      return;
    }
    case "run":
      expectProgram(order);
      runWorkers(order.program, order.options);
      return;
    default:
      print(await ask(await findRunning(order), { command: order.command }), order);
  }
}

/** A mistyped command would be taken for a program, and started until the attempts are over. */
function expectProgram({ program, options: { cwd = "." } }: Extract<Order, { program: string }>): void {
  const path = resolve(cwd, program);
  try {
    // As Node finds its main file: also a folder, or a name without `.js`.
    createRequire(import.meta.url).resolve(path);
  } catch {
    if (existsSync(cwd))
      throw new Error(`Expected a program, or status, reload or stop: there is no file ${path}`);
  }
}

function print(answer: Answer, { json }: Asking): void {
  if ("error" in answer) {
    console.error(answer.error);
    process.exitCode = NOT_UNDERSTOOD;
    return;
  }
  if ("reload" in answer && answer.reload.outcome === "aborted") process.exitCode = FAILED;
  if ("stop" in answer) process.exitCode = answer.stop.exitCode;
  console.log(json ? JSON.stringify(Object.values(answer)[0], null, 2) : textOf(answer));
}

function textOf(answer: Exclude<Answer, { error: unknown }>): string {
  if ("status" in answer) return formatStatus(answer.status);
  if ("stop" in answer) return `Stopped, exit code ${answer.stop.exitCode}`;
  const { reload } = answer;
  if (reload.outcome === "aborted") return `The reload is aborted: ${reload.reason}`;
  return reload.outcome === "reloaded"
    ? `Reloaded: all workers run version ${reload.generation}`
    : `Another reload took over from version ${reload.generation}`;
}

interface Running {
  readonly path: string;
  readonly program: string;
  readonly silence?: NoAnswer;
}

/** The control socket that was named, or that of the only program of this user that runs. */
async function findRunning({ control }: Asking): Promise<string> {
  if (control !== undefined) return control;
  const found = await Promise.all(findControlPaths().map(programOn));
  const running = found.filter((one) => one !== undefined);
  const [only, ...others] = running;
  if (!only)
    throw new Error("No program of yours runs under graceful-cluster. Name its socket with --control");
  if (others.length > 0) {
    const list = running.map(({ path, program }) => `  ${path}  ${program}`).join("\n");
    throw new Error(`Several run. Name one with --control:\n${list}`);
  }
  if (only.silence) throw only.silence;
  return only.path;
}

/** `undefined` if the program of this socket does not run any more. */
async function programOn(path: string): Promise<Running | undefined> {
  try {
    const answer = await ask(path, { command: "status" });
    if (!("status" in answer)) return undefined;
    const { program, pid } = answer.status;
    return { path, program: `${program} (pid ${pid})` };
  } catch (error) {
    return error instanceof NoAnswer ? { path, program: "(gives no answer)", silence: error } : undefined;
  }
}

main().catch((error: Error) => {
  console.error(error instanceof TypeError ? `${error.message}. --help tells all options` : error.message);
  process.exitCode = error instanceof NoAnswer ? FAILED : NOT_UNDERSTOOD;
});
