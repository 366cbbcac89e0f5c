import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { systemClock } from "../../clock.js";
import { deferred } from "../../support/deferred.js";
import { isThenable } from "../../support/is-thenable.js";
import { isRequestActive } from "../exits/resources.js";

/** A running listener of the application, and the resources that it has created. */
interface Running {
  /** Timers, sockets and child processes, by their ids in `async_hooks`. */
  readonly handles: Map<number, { hasRef?: () => boolean }>;
  /** Called when the listener is done. Ends the wait. */
  done(): void;
}

/** How often to check whether the listener's resources are closed. */
const POLL_MS = 20;
/** A call that ends at once, such as closing a closed server, calls back within this many turns. */
const LAST_TURNS = 3;

const running = new AsyncLocalStorage<Running>();

/**
 * Calls a listener and waits until it is done: until its promise, if it returns one, has settled and nothing that it
 * has created holds the process (a connection to a collector, a child process, a timer), or until it calls
 * `process.exit()`. The wait has no bound of its own: the caller has to set one.
 *
 * @returns whether the listener said itself that it is done, by a promise or by `process.exit()`. A listener that only
 * set a flag, or waits for something older, may go on
 */
export async function runToTheEnd(call: () => unknown): Promise<boolean> {
  let hasReportedEnd = false;
  const exit = deferred<"done">();
  const context: Running = {
    handles: new Map(),
    done() {
      hasReportedEnd = true;
      exit.resolve("done");
    },
  };
  const hook = createHook({
    init(id, _type, _trigger, resource: { hasRef?: () => boolean }) {
      if (running.getStore() === context && typeof resource.hasRef === "function")
        context.handles.set(id, resource);
    },
    before(id) {
      const handle = context.handles.get(id);
      // A timer is over when it fires.
      if (handle && "refresh" in handle) context.handles.delete(id);
    },
    destroy: (id) => void context.handles.delete(id),
  }).enable();
  try {
    const called = running.run(context, async () => {
      const returned = call();
      if (isThenable(returned)) hasReportedEnd = true;
      await returned;
    });
    await Promise.race([exit.promise, called]);
    for (let turns = 0; turns < LAST_TURNS; turns++) await new Promise<void>(systemClock.turn);
    const isHolding = () =>
      isRequestActive() || [...context.handles.values()].some((handle) => handle.hasRef?.());
    const pause = () => new Promise<void>((resolve) => systemClock.after(POLL_MS, resolve));
    while (isHolding() && (await Promise.race([exit.promise, pause()])) !== "done");
    return hasReportedEnd;
  } finally {
    hook.disable();
  }
}

/**
 * Ends the wait for the listener that calls this: it has asked for the exit, or waits for the shutdown that waits for
 * it.
 */
export function noteDone(): void {
  running.getStore()?.done();
}
