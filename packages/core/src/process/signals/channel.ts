/** As Node counts those who listen to a channel: with none left it no longer keeps the process alive. */
interface CountedChannel {
  refCounted(): void;
  unrefCounted(): void;
}

/**
 * Listens to the messages of the process that forked this one, without keeping this one alive for them. Returns the undo.
 *
 * Node counts listeners of `message` to know whether the channel holds the process. `channel.unref()` would end that counting for
 * the application's listeners as well; so ours is taken out of the count, by the private methods with which Node counts. Where
 * they are missing it counts, and a process that is done stays.
 */
export function listenToMessages(listener: (message: unknown) => void): () => void {
  process.on("message", listener);
  const isTakenOut = count("unrefCounted");
  return () => {
    if (isTakenOut && process.listeners("message").includes(listener)) count("refCounted");
    process.off("message", listener);
  };
}

/** Whether that could be done: of Node's own channel, not of a copy of it such as test runners make. */
function count(how: keyof CountedChannel): boolean {
  try {
    (process.channel as unknown as CountedChannel)[how]();
    return true;
  } catch {
    return false;
  }
}
