import type { Closeable } from "../plan.js";
import { isThenable } from "../support/is-thenable.js";

type Method = (...given: unknown[]) => unknown;
type Members = Readonly<Record<string | symbol, unknown>>;

/**
 * Closes something by its own method, the first there is of `[Symbol.asyncDispose]()`, `close()` and `end()`, and resolves
 * when it says that it is closed: by the promise it returns, or by calling back. A writable stream is ended instead.
 * A stream that was closed before counts as closed.
 *
 * A method that returns no promise and declares no parameter is taken to have closed the thing when it returns.
 */
export async function closeCloseable(target: Closeable): Promise<void> {
  const members = target as unknown as Members;
  const name = methodOf(members);
  if (name === undefined) return;
  const method = members[name] as Method;
  await (takesCallback(name, method) ? callBack(target, method) : method.call(target));
}

/** Its name, or `undefined` where nothing is left to be closed. */
function methodOf(target: Members): string | symbol | undefined {
  // Disposing of a stream, as of Node's own, discards what it has not written yet: the end of a log file.
  if (typeof target.writableLength === "number" && typeof target.end === "function") {
    // The end of a stream that was destroyed is never called back.
    return target.destroyed || target.writableFinished ? undefined : "end";
  }
  return [Symbol.asyncDispose, "close", "end"].find((name) => typeof target[name] === "function");
}

/**
 * Whether to pass a callback: that has to be known before the call. An async function needs none, and some refuse one (the
 * connection of a database mapper takes `close(force)`). `end` may take it after what to write (streams, MQTT); a `close`
 * of two parameters is that of a WebSocket, `close(code, reason)`, which throws at a function.
 */
function takesCallback(name: string | symbol, method: Method): boolean {
  if (name === Symbol.asyncDispose || Object.prototype.toString.call(method) === "[object AsyncFunction]")
    return false;
  return name === "close" ? method.length === 1 : method.length >= 1;
}

/** A method that takes a callback may return a promise all the same, and leave the callback alone: the promise counts. */
function callBack(target: Closeable, method: Method): Promise<void> {
  return new Promise((resolve, reject) => {
    const returned = method.call(target, (error?: unknown) => (error ? reject(error) : resolve()));
    if (isThenable(returned)) resolve(returned);
  });
}
