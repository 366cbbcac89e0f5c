import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { Address } from "../clients/address.js";
import { requestTo } from "../clients/request.js";
import { openWire } from "../clients/wire.js";
import { NotMeasurableError } from "../errors.js";
import { duration } from "../judge/times.js";
import type { Plan } from "../options.js";
import { knowsListeners, portsOf, unixSocketsOf } from "./listening-ports.js";
import { within } from "./preflight.js";
import type { ServerProcess } from "./server-process.js";

const POLL_MS = 20;
const HOSTS = ["127.0.0.1", "::1"];
/** An error with its stack, as Node prints it. */
const LAST_LINES = 30;
const DAEMON_MS = 500;

/** Resolves to the address at which the server is ready. Throws an error that tells the user what to do. */
export async function untilReady(plan: Plan, process: ServerProcess, port: number): Promise<Address> {
  await process.started;
  const deadline = performance.now() + plan.startTimeoutMs;
  let last = "";
  while (performance.now() < deadline) {
    // A daemon may need a moment until it listens.
    if (process.end?.code === 0) await sleep(DAEMON_MS);
    await mustStillRun(process, "before it accepted a connection");
    for (const host of HOSTS) {
      const address = { host, port, tls: plan.tls, insecure: plan.insecure };
      const seen = await tryOnce(plan, address);
      // Another process may hold the port while ours has ended with EADDRINUSE.
      if (seen === "ready" && !process.end) return address;
      if (seen !== "ECONNREFUSED" && seen !== "ready") last = seen;
    }
    await Promise.race([sleep(POLL_MS), process.ended]);
  }
  throw neverReady(plan, process, { port, last });
}

async function tryOnce(plan: Plan, address: Address): Promise<string> {
  const wire = await openWire(address, "ready", { tls: plan.ready !== undefined && plan.tls });
  if (typeof wire === "string") return wire;
  if (plan.ready === undefined) {
    wire.leave();
    return "ready";
  }
  await wire.send(
    requestTo({ method: "GET", path: plan.ready }, address.port, { headers: { Connection: "close" } }).bytes,
  );
  const answer = await within(plan.startTimeoutMs, wire.answer());
  wire.destroy();
  if (answer?.status === 200) return "ready";
  return answer ? `GET ${plan.ready} answers ${answer.status}` : `GET ${plan.ready} gets no answer`;
}

/** Throws if the process has ended: it crashed, or left a daemon behind that serves. It would get no signal. */
export async function mustStillRun(process: ServerProcess, when = "before any signal"): Promise<void> {
  const { end } = process;
  if (!end) return;
  const how = end.signal ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`;
  const isDaemon = end.code === 0 && (process.leftBehind().length > 0 || (await process.killDaemons()));
  const reason = isDaemon
    ? "while a process that it started goes on: run the server in the foreground."
    : `${when}. ${lastLines(process)}`;
  throw new NotMeasurableError(`The command ${how} ${reason}`);
}

function neverReady(
  plan: Plan,
  process: ServerProcess,
  { port, last }: { port: number; last: string },
): NotMeasurableError {
  const pids =
    knowsListeners && process.pid !== undefined
      ? [process.pid, ...process.leftBehind().map(({ pid }) => pid)]
      : [];
  const elsewhere = portsOf(pids);
  const [unixSocket] = unixSocketsOf(pids);
  const wait = duration(plan.startTimeoutMs);
  if (elsewhere.length > 0 && !elsewhere.includes(port))
    return new NotMeasurableError(
      `The command listens on port ${elsewhere.join(" and ")}, not on ${port}, which it was given as PORT: ` +
        `let it take PORT, write {port} into its arguments, or say --port ${elsewhere[0]}`,
    );
  if (last !== "")
    return new NotMeasurableError(`The server was not ready within ${wait}: ${last}. ${lastLines(process)}`);
  if (unixSocket !== undefined)
    return new NotMeasurableError(
      `The command listens on the Unix socket ${unixSocket}, and not on port ${port}, which it was given as PORT: ` +
        "clients connect by TCP",
    );
  return new NotMeasurableError(
    `The command did not accept a connection on port ${port} (given as PORT) within ${wait}. ${lastLines(process)}`,
  );
}

/** The output of the server, which often has the reason. */
function lastLines(process: ServerProcess): string {
  const lines = stripVTControlCharacters(`${process.printed("stdout")}${process.printed("stderr")}`)
    // What is left of binary output would ring the bell, or write over the line.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
    .trimEnd()
    .split("\n")
    .slice(-LAST_LINES);
  return lines.join("") === ""
    ? "It printed nothing."
    : `It printed:\n${lines.map((line) => `    ${line.slice(0, 300)}`).join("\n")}`;
}
