import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { Program } from "../../../test-kit/program.mjs";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { fixture, forkFixture, run } from "./forked.js";
import { connect } from "./wire.js";

/** A fixture that is ready. */
export type Started = Program & { readonly port: number };

/** Starts a fixture and resolves when it says that it is ready: `port 40123`. */
export function start(name: string, options: Parameters<typeof forkFixture>[1] = {}): Promise<Started> {
  return started(forkFixture(name, options));
}

/** The same as PID 1, as in a container: signals go to that process, not to the one that made the namespace. */
export async function startAsPid1(name: string, env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const args = ["--pid", "--fork", "--kill-child", process.execPath, fixture(name)];
  const app = await started(run("unshare", args, { env }));
  const pid = Number(readFileSync(`/proc/${app.pid}/task/${app.pid}/children`, "utf8"));
  return Object.assign(app, { kill: (signal: NodeJS.Signals) => void process.kill(pid, signal) });
}

/**
 * The same with its stdout going through a pipe to a shell command. The fixture says its `pid`, to which signals go.
 * The last line is `code` and its exit code.
 */
export async function startPipedTo(
  reader: string,
  name: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Started> {
  const script = `{ "$NODE" "$FIXTURE"; echo "code $?" >&2; } | ${reader}`;
  const app = run("sh", ["-c", script], { env: { NODE: process.execPath, FIXTURE: fixture(name), ...env } });
  const [, pid] = await app.line(/^pid (\d+)/);
  const kill = (signal: NodeJS.Signals) => void process.kill(Number(pid), signal);
  let isOver = false;
  void app.ended.then(() => {
    isOver = true;
  });
  // What ends the shell of a failed test does not end what it started.
  onTestFinished(() => {
    if (!isOver) kill("SIGKILL");
  });
  return Object.assign(await started(app), { kill });
}

export async function started(app: Program): Promise<Started> {
  const [, port] = await app.line(/^port (\d+)/);
  return Object.assign(app, { port: Number(port) });
}

/** A request that is in flight when it resolves. */
export async function inFlight(app: Started, path = "/"): Promise<RawClient> {
  const client = (await connect(app.port)).get(path);
  await app.line(/^in flight/);
  return client;
}

/** Signals within 250 ms of one another are one signal. After this the next one is another. */
export async function untilAnotherSignal(): Promise<void> {
  await sleep(300);
}
