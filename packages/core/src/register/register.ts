import { setImmediate as turn } from "node:timers/promises";
import { discoverServers, wasClosed } from "../adapter/discover-servers.js";
import { protocolOf } from "../engine/listeners/protocol-of.js";
import { noteEarlyRequests, takeEarlyRequests } from "../engine/server/early-requests.js";
import { toError } from "../errors.js";
import { gracefulUntilOwned } from "../graceful.js";
import type { Lifecycle } from "../lifecycle.js";
import { consoleLogger } from "../logger.js";
import { processRegistry } from "../process/registry.js";
import type { Server } from "../target.js";
import { environmentPlan, nameVariables, unknownVariables } from "./environment-plan.js";
import { isFirstCopy, isMainProgram, mark } from "./main-program.js";
import { noteSignals } from "./note-signals.js";
import { readPlanFile } from "./read-plan-file.js";
import { PLAN_FILE } from "./variables.js";

const LEFT_ALONE_LINE =
  "This program calls graceful() itself, so @x/graceful-core/register leaves its servers alone";

type State =
  | { readonly name: "waiting" }
  | { readonly name: "starting"; readonly servers: Server[] }
  | { readonly name: "serving"; readonly lifecycle: Lifecycle; readonly added: WeakSet<Server> }
  | { readonly name: "left-alone" };

/**
 * Adds every HTTP server of this process to one lifecycle when it begins to listen. The first server creates the
 * lifecycle. Does nothing if another copy of this package has called this already.
 */
export function register(): void {
  if (!isMainProgram() || !isFirstCopy()) return;
  mark("loaded");
  // Now: a program may change it before it listens, as the server of Next does.
  const folder = process.cwd();
  let state: State = { name: "waiting" };

  const leaveAlone = () => {
    if (state.name === "starting") for (const server of state.servers) takeEarlyRequests(server);
    state = { name: "left-alone" };
    stopDiscovering();
    consoleLogger.info(LEFT_ALONE_LINE);
  };
  const isHttp = (server: Server) => protocolOf(server) !== "raw";
  const found = (server: Server): void => {
    switch (state.name) {
      case "waiting":
        state = { name: "starting", servers: [server] };
        mark("listens");
        noteEarlyRequests(server);
        void start(state.servers, folder, leaveAlone).then((next) => {
          if (state.name !== "starting") return; // left alone in the same turn
          const { servers } = state;
          state = next;
          for (const server of servers) {
            // A program that looks for a free port closes the servers with which it tried.
            if (wasClosed(server)) takeEarlyRequests(server);
            else found(server);
          }
        });
        return;
      case "starting":
        state.servers.push(server);
        noteEarlyRequests(server);
        return;
      case "serving":
        add(state, server);
        return;
      case "left-alone":
        return;
      default:
        state satisfies never;
    }
  };
  const stopDiscovering = discoverServers(isHttp, found);
}

/** Waits for the next turn: a program that calls `graceful` for its server does so immediately after `listen`. */
async function start(servers: Server[], folder: string, leaveAlone: () => void): Promise<State> {
  const { env } = process;
  const early = noteSignals();
  try {
    await turn();
    const isOwned = processRegistry().isUsed;
    const plan = isOwned ? {} : environmentPlan(env, await readPlanFile(env[PLAN_FILE], folder));
    if (processRegistry().isUsed) {
      leaveAlone();
      return { name: "left-alone" };
    }
    for (const line of unknownVariables(env)) consoleLogger.warn(line);
    const first = servers.find((server) => !wasClosed(server));
    if (!first) return { name: "waiting" };
    const lifecycle = gracefulUntilOwned(first, plan, leaveAlone);
    early.deliverTo((signal) => void lifecycle.shutdown(signal));
    return { name: "serving", lifecycle, added: new WeakSet([first]) };
  } catch (error) {
    // Not thrown: a program that catches every error would go on without graceful shutdown, and nobody would notice.
    consoleLogger.error(toError(nameVariables(error, env)).message);
    return process.exit(1);
  } finally {
    early.deliverTo((signal) => process.kill(process.pid, signal));
  }
}

/**
 * Must not throw, since it runs inside `listen()`. Leaves a server alone that comes after the drain or has a lifecycle
 * of its own.
 */
function add({ lifecycle, added }: State & { name: "serving" }, server: Server): void {
  if (added.has(server)) return; // it listens again
  added.add(server);
  try {
    lifecycle.add(server);
  } catch (error) {
    consoleLogger.warn(toError(error).message);
  }
}
