/** As Node counts those who listen to a channel: with none left it no longer keeps the process alive. */
interface CountedChannel {
  refCounted(): void;
  unrefCounted(): void;
}

/** What came while nobody but us listened. Node keeps messages for the first listener, and takes us for one. */
const keptMessages: unknown[][] = [];

/**
 * Listens to one message of the process that forked this one, without keeping this one alive for it, and without taking other
 * messages from the application: those that it does not listen to yet are kept until it does, as Node keeps them. Returns the undo.
 *
 * Node counts listeners of `message` to know whether the channel holds the process. `channel.unref()` would end that counting for
 * the application's listeners as well; so ours is taken out of the count, by the private methods with which Node counts. Where
 * they are missing it counts, and a process that is done stays.
 */
export function listenToMessage(wanted: string, listener: () => void): () => void {
  const onMessage = (...args: unknown[]) => {
    if (args[0] === wanted) listener();
    else if (process.listeners("message").every((other) => ownListeners.has(other))) keptMessages.push(args);
  };
  const onNew = (event: string | symbol, added: object) => {
    if (event !== "message" || ownListeners.has(added)) return;
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

const ownListeners = new WeakSet<object>();

/** Whether that could be done: of Node's own channel, not of a copy of it such as test runners make. */
function count(how: keyof CountedChannel): boolean {
  try {
    (process.channel as unknown as CountedChannel)[how]();
    return true;
  } catch {
    return false;
  }
}
