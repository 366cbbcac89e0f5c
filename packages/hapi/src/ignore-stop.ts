import { replaceMethod } from "@x/graceful-core/adapter";

interface Stoppable {
  readonly listener: object;
  stop(options?: { timeout: number }): Promise<void>;
}

/**
 * Makes a server that is stopped ignore a further `stop()`, which would run its extensions again. It is replaced on the
 * prototype: the application and each plugin have an object of their own for the one server. Returns the undo.
 */
export function ignoreStop(server: Stoppable): () => void {
  const prototype: Stoppable = Object.getPrototypeOf(server);
  const { stop } = prototype;
  let isOver = false;
  const restore = replaceMethod(prototype, "stop", async function (this: Stoppable, options) {
    if (isOver || this.listener !== server.listener) await stop.call(this, options);
  });
  return () => {
    // `restore` does nothing while the method of a server that was stopped later is in its place.
    isOver = true;
    restore();
  };
}
