/** As Node counts those who listen to a channel: with none left it no longer keeps the process alive. */
interface CountedChannel {
  refCounted?: () => void;
  unrefCounted?: () => void;
}

/**
 * Listens to the messages of the process that forked this one, without keeping this one alive for them. Returns the undo.
 *
 * Node counts listeners of `message` to know whether the channel holds the process. `channel.unref()` would end that counting for
 * the application's listeners as well; so ours is taken out of the count, by the private methods with which Node counts. Where
 * they are missing it counts, and a process that is done stays.
 */
export function listenToMessages(listener: (message: unknown) => void): () => void {
  const channel = process.channel as CountedChannel | undefined;
  const isCounted = typeof channel?.refCounted === "function" && typeof channel.unrefCounted === "function";
  process.on("message", listener);
  if (isCounted) channel.unrefCounted?.();
  return () => {
    if (isCounted && process.listeners("message").includes(listener)) channel.refCounted?.();
    process.off("message", listener);
  };
}
