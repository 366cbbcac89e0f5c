import { replaceMethod } from "../../support/replace-method.js";

/**
 * Makes `process.off` find the wrapper of a listener, by its property `listener`, where it does not do so itself: on
 * Bun. Otherwise a listener that waits could not be removed, and would be called. Returns the undo.
 */
export function removeWrapped(): () => void {
  const owner: Pick<NodeJS.EventEmitter, "off" | "removeListener"> = process;
  const { off } = owner;
  const offWrapped: typeof off = (event, listener) => {
    for (const wrapper of process.rawListeners(event as NodeJS.Signals) as { listener?: unknown }[])
      if (wrapper.listener === listener) listener = wrapper as typeof listener;
    return off.call(process, event, listener);
  };
  const undo = (["off", "removeListener"] as const).map((name) => replaceMethod(owner, name, offWrapped));
  return () => {
    for (const step of undo) step();
  };
}
