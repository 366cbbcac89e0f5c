import { replaceMethod } from "@x/graceful-core/adapter";
import type { HapiServer } from "./index.js";

/**
 * Makes a server that is stopped ignore a further `stop()`, which would run its extensions again. It is replaced on the
 * prototype: the application and each plugin have an object of their own for the one server. Returns the undo.
 */
export function ignoreStop(server: HapiServer): () => void {
  const prototype: HapiServer = Object.getPrototypeOf(server);
  const { stop } = prototype;
  let isOver = false;
  const restore = replaceMethod(prototype, "stop", async function (this: HapiServer, options) {
    if (isOver || this.listener !== server.listener) await stop.call(this, options);
  });
  return () => {
    // `restore` does nothing while the method of a server that was stopped later is in its place.
    isOver = true;
    restore();
  };
}
