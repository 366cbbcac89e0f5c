import { setImmediate as turn } from "node:timers/promises";
import { discoverServers } from "../adapter/discover-servers.js";
import { kindOf } from "../engine/listeners/server-kind.js";
import { toError } from "../errors.js";
import { graceful } from "../graceful.js";
import type { Lifecycle } from "../lifecycle.js";
import { consoleLogger } from "../logger.js";
import { processRegistry } from "../process/registry.js";
import type { Server } from "../target.js";
import { environmentPlan, nameVariables, unknownVariables } from "./environment-plan.js";
import { isMainProgram, markListening, markLoaded } from "./main-program.js";
import { noteSignals } from "./note-signals.js";
import { readPlanFile } from "./plan-file.js";
import { PLAN_FILE } from "./variables.js";

const LEFT_ALONE_LINE =
  "This program calls graceful() itself, so @x/graceful-core/register leaves its servers alone";

/**
 * Puts the HTTP servers of this process under one lifecycle, each when it begins to listen. The first one creates the
 * lifecycle.
 */
export function register(): void {
  if (!isMainProgram()) return;
  markLoaded();
  const known = new WeakSet<Server>();
  const early: Server[] = [];
  let isFirst = true;
  let add = (server: Server): void => void early.push(server);

  const isHttp = (server: Server) => kindOf(server).protocol !== "raw";
  discoverServers(isHttp, (server) => {
    if (known.has(server)) return; // it listens again
    known.add(server);
    add(server);
    if (!isFirst) return;
    isFirst = false;
    markListening();
    void startLifecycle(early).then((lifecycle) => {
      add = (later) => lifecycle && addTo(lifecycle, later);
      for (const later of early.splice(0)) add(later);
    });
  });
}

/**
 * Must not throw: this runs inside `listen()`. A server that comes after the drain, or has a lifecycle of its own, is
 * left alone.
 */
function addTo(lifecycle: Lifecycle, server: Server): void {
  try {
    lifecycle.add(server);
  } catch (error) {
    consoleLogger.warn(toError(error).message);
  }
}

/** In the next turn: a program that calls `graceful` for its server may do so right after `listen`. */
async function startLifecycle(servers: Server[]): Promise<Lifecycle | undefined> {
  const { env } = process;
  const early = noteSignals();
  try {
    await turn();
    if (processRegistry().isUsed) {
      early.stop();
      consoleLogger.info(LEFT_ALONE_LINE);
      return undefined;
    }
    for (const line of unknownVariables(env)) consoleLogger.warn(line);
    const plan = environmentPlan(env, await readPlanFile(env[PLAN_FILE]));
    const [first, ...others] = servers.splice(0);
    const lifecycle = graceful(first as Server, plan);
    early.stop(); // not before: a signal without a listener kills
    for (const server of others) addTo(lifecycle, server);
    if (early.signal) void lifecycle.shutdown(early.signal);
    return lifecycle;
  } catch (error) {
    // Not thrown: a program that catches every error would go on without graceful shutdown, and nobody would notice.
    consoleLogger.error(toError(nameVariables(error, env)).message);
    return process.exit(1);
  }
}
