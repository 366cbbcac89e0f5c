import type { ServerResponse } from "node:http";
import { replaceMethod } from "../../support/replace-method.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";

const CONNECTION = /^connection$/i;

/**
 * Makes the headers of a response that is marked to close say so, whatever the application gives them from now on:
 * reverse proxies copy `Connection: keep-alive` from the server behind them. Its client would send the next request
 * while the connection closes. Node asks nobody before it sends headers, and calls `writeHead` also for those that were
 * only set. Returns the undo.
 */
export function sayClose(response: ServerResponse, tracker: ConnectionTracker): () => void {
  const { writeHead } = response;
  let isOver = false;
  const restore = replaceMethod(response, "writeHead", function (this: ServerResponse, ...given: unknown[]) {
    const last = given.at(-1);
    if (!isOver) {
      tracker.attempt(() => response.hasHeader("connection") && response.setHeader("connection", "close"));
      if (typeof last === "object" && last !== null) given[given.length - 1] = withoutConnection(last);
    }
    const returned = Reflect.apply(writeHead, this, given);
    // If it throws, the application sets other headers: they have to say so too.
    stop();
    return returned;
  } as typeof writeHead);
  const stop = () => {
    isOver = true;
    restore();
  };
  return stop;
}

/** An object of headers, or a list of names and values. Node adds `Connection: close` itself. */
function withoutConnection(headers: object): object {
  return Array.isArray(headers)
    ? headers.filter((_, at) => !CONNECTION.test(headers[at - (at % 2)]))
    : Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION.test(name)));
}
