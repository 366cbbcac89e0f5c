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

/** From now on the HTTP servers of this process, each as it begins to listen, are under one lifecycle, which the first of them begins. */
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

/** This is inside somebody's `listen()`: one that comes when all is over, or has a lifecycle of its own, is left alone. */
function addTo(lifecycle: Lifecycle, server: Server): void {
  try {
    lifecycle.add(server);
  } catch (error) {
    consoleLogger.warn(toError(error).message);
  }
}

/** In the next turn: a program that calls `graceful` for its server does so right behind `listen`. */
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
    // Not thrown: there are programs that catch everything and go on, which would be without what they were started with.
    consoleLogger.error(toError(nameVariables(error, env)).message);
    return process.exit(1);
  }
}
