import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { isThenable } from "../../support/is-thenable.js";
import { isRequestActive } from "../exits/resources.js";

/** A listener of the application that runs, and what it has begun. */
interface Running {
  /** By the ids of `async_hooks`: timers, sockets, child processes. */
  readonly handles: Map<number, { hasRef?: () => boolean }>;
  /** It has said that it is done: ends the wait. */
  done(): void;
}

/** How often to look whether what was begun is over. */
const POLL_MS = 20;
/** What is done at once, as closing a server that is closed, calls back within so many turns. */
const LAST_TURNS = 3;

const running = new AsyncLocalStorage<Running>();

/**
 * Calls a listener and waits until it is done: until its promise has settled, where it returns one, and nothing that it has begun
 * holds the process (the connection to a collector, a child process, a timer that was not due yet), or until it asks for the
 * exit. A listener without a promise says in no other way when it is done. Has no bound of its own: give it one.
 *
 * @returns whether it said so itself, by a promise or by asking for the exit. One that only set a flag, or waits for what was begun
 * before, may go on
 */
export async function runToTheEnd(call: () => unknown): Promise<boolean> {
  let hasReportedEnd = false;
  let done = () => {};
  const exit = new Promise<"done">((resolve) => {
    done = () => {
      hasReportedEnd = true;
      resolve("done");
    };
  });
  const context: Running = { handles: new Map(), done };
  const hook = createHook({
    init(id, _type, _trigger, resource: { hasRef?: () => boolean }) {
      if (running.getStore() === context && typeof resource.hasRef === "function")
        context.handles.set(id, resource);
    },
    before(id) {
      // A timer that fires is done with.
      if (isTimer(context.handles.get(id))) context.handles.delete(id);
    },
    destroy: (id) => void context.handles.delete(id),
  }).enable();
  try {
    const called = running.run(context, async () => {
      const returned = call();
      if (isThenable(returned)) hasReportedEnd = true;
      await returned;
    });
    await Promise.race([exit, called]);
    for (let turns = 0; turns < LAST_TURNS; turns++) await turn();
    const isHolding = () =>
      isRequestActive() || [...context.handles.values()].some((handle) => handle.hasRef?.());
    while (isHolding() && (await Promise.race([exit, sleep(POLL_MS, "again")])) !== "done");
    return hasReportedEnd;
  } finally {
    hook.disable();
  }
}

/** If a listener is running here, it is done: it has asked for the exit, or waits for the very shutdown that waits for it. */
export function noteDone(): void {
  running.getStore()?.done();
}

function isTimer(resource: object | undefined): boolean {
  return resource !== undefined && "refresh" in resource;
}
