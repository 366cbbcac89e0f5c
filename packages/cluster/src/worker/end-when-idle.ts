import cluster from "node:cluster";
import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** Published inside every `listen()`. */
const LISTEN = "tracing:net.server.listen:asyncStart";

export interface IdleEnd {
  /** Whether the process ends because nothing was left to do. */
  readonly isEnding: boolean;
  /** Call it when the primary has sent the echo. */
  onEcho(): void;
  /** Call it when the worker is ready: from then on the channel holds the process, as Node does it. */
  stop(): void;
}

/**
 * Has a worker end that has nothing left to do before it is ready, as its program does without a primary. The channel
 * to the primary would hold it until its time to get ready is over.
 *
 * A worker that waits for a reply of its primary has nothing to do either, and every `listen()` does. So an echo is
 * asked for first: the channel keeps the order, so every earlier reply comes before it.
 *
 * If the program listens to messages of the channel, the channel holds it, as Node does it. Call this before the
 * program can listen, and after this package does.
 *
 * @param hasLifecycle whether Graceful, with its lifecycle, listens to messages too. It keeps no process alive
 */
export function endWhenIdle(askForEcho: () => void, hasLifecycle: () => boolean): IdleEnd {
  const { channel } = process;
  const others = messageListeners();
  let state: "running" | "asked" | "answered" | "ending" | "stopped" = "running";
  const onListen = () => {
    state = "running";
  };
  const onIdle = () => {
    if (messageListeners() > others + Number(hasLifecycle())) return stop();
    if (state === "answered") state = "ending";
    if (state === "ending") return;
    state = "asked";
    channel?.ref();
    askForEcho();
  };
  const stop = () => {
    unsubscribe(LISTEN, onListen);
    process.off("beforeExit", onIdle);
    state = "stopped";
    channel?.ref();
  };
  subscribe(LISTEN, onListen);
  process.on("beforeExit", onIdle);
  channel?.unref();
  return {
    get isEnding() {
      return state === "ending";
    },
    onEcho() {
      if (state === "stopped") return;
      if (state === "asked") state = "answered";
      channel?.unref();
    },
    stop,
  };
}

function messageListeners(): number {
  return process.listenerCount("message") + (cluster.worker?.listenerCount("message") ?? 0);
}
