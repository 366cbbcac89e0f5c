import type { Closeable } from "../plan.js";
import { closingMethod } from "../planning/release-kind.js";
import { isThenable } from "../support/is-thenable.js";

type Method = (...given: unknown[]) => unknown;
type Members = Readonly<Record<string | symbol, unknown>>;

/**
 * Closes something by the one of its methods that waits the longest, and resolves when it is closed: when the promise
 * settles or the callback is called. A writable stream is ended. An object that is already closed counts as closed,
 * whether its properties or the error of the call show it.
 *
 * If the method returns no promise and declares no parameter, the object counts as closed when it returns.
 */
export async function closeCloseable(target: Closeable): Promise<void> {
  const members = target as unknown as Members;
  const name = isClosed(members) ? undefined : nameOf(members);
  if (name === undefined) return;
  const method = members[name] as Method;
  // In the turn of the call, an error that says `closed` is harmless. Later it means that something was lost, except
  // from `quit`.
  let isLate = false;
  const turn = setImmediate(() => {
    isLate = name !== "quit";
  });
  try {
    await (takesCallback(name, method) ? callBack(target, method) : method.call(target));
  } catch (error) {
    if (isLate || !SAYS_CLOSED.test(String(error))) throw error;
  } finally {
    clearImmediate(turn);
  }
}

/** `Connection closed`, `connection is in closed state`, `already destroyed`; not `could not be closed`. */
const SAYS_CLOSED = /\b(?:is|was|in|already|connection|channel|client|pool) (?:closed|ended|destroyed)\b/i;

/** Properties that show that a client or a stream is closed. Closing it again would often be an error. */
const CLOSED: Members = {
  closed: true,
  destroyed: true,
  writableFinished: true,
  ended: true,
  ending: true,
  isOpen: false,
  isInitialized: false,
  status: "end",
};

function isClosed(target: Members): boolean {
  return (
    Object.entries(CLOSED).some(([name, value]) => target[name] === value) ||
    // A stream of a package that does not know `writableEnded`, such as a logger: a second `end` never calls back.
    (target.writable === false && target.writableEnded === undefined) ||
    (typeof target.isClosed === "function" && target.isClosed() === true)
  );
}

/**
 * Without a connection, `quit` and `close` wait in a queue until there is one, perhaps forever. Such a client is
 * disconnected instead.
 */
function nameOf(target: Members): string | symbol | undefined {
  const name = closingMethod(target);
  const { status, isReady } = target;
  const has = (method: string) => typeof target[method] === "function";
  const isAway = isReady === false || (typeof status === "string" && status !== "ready");
  if (name === "quit" && isAway && has("disconnect")) return "disconnect";
  return name === "close" && isReady === false && has("destroy") ? "destroy" : name;
}

/**
 * Whether to pass a callback. It has to be decided before the call. An async function needs none, and some functions
 * refuse one (the connection of an object mapper has `close(force)`). `end` may take it after the data to write
 * (streams, MQTT). Of the other methods, only those with one parameter get it, since `close(code, reason)` of a
 * WebSocket throws if it gets a function, and only if its name may be that of a callback: for `close(doNotWaitJobs)` of
 * a queue a function would mean yes. The parameter of `destroy` is an error, as in Node.
 */
function takesCallback(name: string | symbol, method: Method): boolean {
  if (name === Symbol.asyncDispose || name === "destroy") return false;
  if (Object.prototype.toString.call(method) === "[object AsyncFunction]") return false;
  if (name === "end") return method.length >= 1;
  return method.length === 1 && !NO_CALLBACK.test(String(method));
}

/** Code whose parameter is not named as a callback is. Minified code has a letter, a native function has no name. */
const NO_CALLBACK = /^[^(=]*\(\s*(?!\w?[^\w{]|on|\w*(cb|call|fn|func|done|next|handler|listener|resolve))/i;

/**
 * A method that takes a callback may also return a promise and never call the callback: then the promise counts.
 * A callback may be a listener, as that of a message port: its event is no error.
 */
function callBack(target: Closeable, method: Method): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown) => (!error || error instanceof Event ? resolve() : reject(error));
    const returned = method.call(target, done);
    if (isThenable(returned)) resolve(returned);
  });
}
