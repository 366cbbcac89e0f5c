import type { Closeable } from "../plan.js";
import { closingMethod } from "../planning/release-kind.js";
import { isThenable } from "../support/is-thenable.js";

type Method = (...given: unknown[]) => unknown;
type Members = Readonly<Record<string | symbol, unknown>>;

/**
 * Closes something by its own method, the most patient one it has, and resolves when it says that it is closed: by the
 * promise it returns, or by calling back. A writable stream is ended. What is closed already is done, whether it says
 * so before or by its error.
 *
 * A method that returns no promise and declares no parameter is taken to have closed the thing when it returns.
 */
export async function closeCloseable(target: Closeable): Promise<void> {
  const members = target as unknown as Members;
  const name = isClosed(members) ? undefined : nameOf(members);
  if (name === undefined) return;
  const method = members[name] as Method;
  // In a later turn, such an error says that something was lost on the way. Only for `quit` it does no harm then.
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

/** Properties of clients and streams that are closed: to close them again is an error for many. */
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
  if (Object.entries(CLOSED).some(([name, value]) => target[name] === value)) return true;
  return typeof target.isClosed === "function" && target.isClosed() === true;
}

/**
 * Without a connection, `quit` and `close` wait in a queue until there is one, perhaps for ever: then the connection is
 * dropped.
 */
function nameOf(target: Members): string | symbol | undefined {
  const name = closingMethod(target);
  const { status, isReady } = target;
  const isLost = { quit: typeof status === "string" && status !== "ready", close: isReady === false };
  const hangUp = { quit: "disconnect", close: "destroy" };
  if (name !== "quit" && name !== "close") return name;
  return isLost[name] && typeof target[hangUp[name]] === "function" ? hangUp[name] : name;
}

/**
 * Whether to pass a callback, which has to be known before the call. An async function needs none, and some refuse one
 * (the connection of a database mapper takes `close(force)`). `end` may take it after what to write (streams, MQTT); of
 * the others only what declares one parameter, since `close(code, reason)` of a WebSocket throws at a function. What
 * `destroy` takes is an error, as with Node's own.
 */
function takesCallback(name: string | symbol, method: Method): boolean {
  if (name === Symbol.asyncDispose || name === "destroy") return false;
  if (Object.prototype.toString.call(method) === "[object AsyncFunction]") return false;
  return name === "end" ? method.length >= 1 : method.length === 1;
}

/**
 * A method that takes a callback may return a promise all the same, and leave the callback alone: the promise counts.
 * A callback may be a listener, as that of a message port: its event is no error.
 */
function callBack(target: Closeable, method: Method): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown) => (!error || error instanceof Event ? resolve() : reject(error));
    const returned = method.call(target, done);
    if (isThenable(returned)) resolve(returned);
  });
}
