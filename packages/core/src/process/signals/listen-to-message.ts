import { isOwnListener, ownListeners } from "./keep-listening.js";

/** How Node counts the listeners of a channel. With none left, the channel does not keep the process alive. */
interface CountedChannel {
  refCounted(): void;
  unrefCounted(): void;
}

/**
 * Messages that arrived while only this package listened. Node buffers messages until there is a listener, and ours is
 * one.
 */
const keptMessages: unknown[][] = [];

/**
 * Listens to one message of the process that forked this one. It does not keep this process alive. All other messages
 * are buffered until the application listens, as Node would do. Returns the undo.
 *
 * Node counts the listeners of `message` to know whether the channel holds the process. `channel.unref()` would end
 * that counting for the application's listeners as well, so our listener is taken out of the count by Node's private
 * methods. Where those are missing it stays in the count, and the channel holds a process that is done.
 */
export function listenToMessage(wanted: string, listener: () => void): () => void {
  const onMessage = (...args: unknown[]) => {
    if (args[0] === wanted) listener();
    else if (process.listeners("message").every(isOwnListener)) keptMessages.push(args);
  };
  const onNew = (event: string | symbol, added: object) => {
    if (event !== "message" || isOwnListener(added)) return;
    process.nextTick(() => {
      for (const args of keptMessages.splice(0)) process.emit("message", ...(args as [unknown, undefined]));
    });
  };
  ownListeners.add(onMessage);
  process.on("message", onMessage);
  process.on("newListener", onNew);
  const isUncounted = count("unrefCounted");
  return () => {
    process.off("newListener", onNew);
    if (isUncounted && process.listeners("message").includes(onMessage)) count("refCounted");
    process.off("message", onMessage);
  };
}

/** Returns whether the methods exist: they are missing on a copy of the channel, such as test runners make. */
function count(how: keyof CountedChannel): boolean {
  try {
    (process.channel as unknown as CountedChannel)[how]();
    return true;
  } catch {
    return false;
  }
}
