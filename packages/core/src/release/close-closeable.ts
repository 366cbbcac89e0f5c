import type { Closeable } from "../plan.js";

type Callback = (error?: unknown) => void;
type Method = (...given: unknown[]) => unknown;

/**
 * Closes something by its own method, the first there is of `[Symbol.asyncDispose]()`, `close()` and `end()`, and resolves
 * when it says that it is closed: by the promise it returns, or by calling back. What was closed before counts as closed.
 *
 * One that returns no promise and whose method declares no parameter is taken to be closed when the method returns.
 */
export async function closeCloseable(target: Closeable): Promise<void> {
  try {
    await close(target as Partial<Record<string | symbol, Method>>);
  } catch (error) {
    // A server of Node that does not listen, or no longer, rejects its disposal: there is nothing left to do on it.
    if ((error as NodeJS.ErrnoException | undefined)?.code !== "ERR_SERVER_NOT_RUNNING") throw error;
  }
}

function close(target: Partial<Record<string | symbol, Method>>): unknown {
  if (typeof target[Symbol.asyncDispose] === "function") return target[Symbol.asyncDispose]?.();
  const name = typeof target.close === "function" ? "close" : "end";
  const method = target[name] as Method;
  if (!takesCallback(name, method)) return method.call(target);

  return new Promise<void>((resolve, reject) => {
    const callback: Callback = (error) => (error ? reject(error) : resolve());
    const returned = method.call(target, callback);
    if (isThenable(returned)) resolve(returned as PromiseLike<void>);
  });
}

/**
 * Whether to pass a callback; it cannot be added once the method was called. An async function needs none, and some refuse
 * one (the connection of an ODM takes `close(force)`). `end` may take it after what to write (streams, MQTT); a `close`
 * of two parameters is that of a WebSocket, `close(code, reason)`, which throws at a function.
 */
function takesCallback(name: "close" | "end", method: Method): boolean {
  if (Object.prototype.toString.call(method) === "[object AsyncFunction]") return false;
  return name === "close" ? method.length === 1 : method.length >= 1;
}

function isThenable(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
