import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { isRequestActive } from "../exits/resources.js";

/** A listener of the application that runs, and what it has begun. */
interface Running {
  /** By the ids of `async_hooks`: timers, sockets, child processes. */
  readonly handles: Map<number, { hasRef?: () => boolean }>;
  /** Ends the wait. */
  exitAsked(): void;
}

/** How often to look whether what was begun is over. */
const LOOK_MS = 20;
/** What is done at once, as closing a server that is closed, calls back within so many turns. */
const LAST_TURNS = 3;

const running = new AsyncLocalStorage<Running>();

/**
 * Calls a listener and waits until it is done: until its promise has settled, where it returns one, and nothing that it has begun
 * holds the process (the connection to a collector, a child process, a timer that was not due yet), or until it asks for the
 * exit. A listener without a promise says in no other way when it is done. Has no bound of its own: give it one.
 */
export async function runToTheEnd(call: () => unknown): Promise<void> {
  let exitAsked = () => {};
  const exit = new Promise<"exit">((resolve) => {
    exitAsked = () => resolve("exit");
  });
  const own: Running = { handles: new Map(), exitAsked };
  const hook = createHook({
    init(id, _type, _trigger, resource: { hasRef?: () => boolean }) {
      if (running.getStore() === own && typeof resource.hasRef === "function") own.handles.set(id, resource);
    },
    before(id) {
      // A timer that fires is done with.
      if (isTimer(own.handles.get(id))) own.handles.delete(id);
    },
    destroy: (id) => void own.handles.delete(id),
  }).enable();
  try {
    await Promise.race([exit, running.run(own, async () => await call())]);
    for (let turns = 0; turns < LAST_TURNS; turns++) await turn();
    const isHolding = () => isRequestActive() || [...own.handles.values()].some((one) => one.hasRef?.());
    while (isHolding() && (await Promise.race([exit, sleep(LOOK_MS, "again")])) !== "exit");
  } finally {
    hook.disable();
  }
}

/** The listener that is running, if it is one, has asked for the exit: it is done. */
export function noteExitAsked(): void {
  running.getStore()?.exitAsked();
}

function isTimer(resource: object | undefined): boolean {
  return resource !== undefined && "refresh" in resource;
}
