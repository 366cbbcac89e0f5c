/**
 * Checks one dependency: throws, rejects or returns `false` if it is not available. The `signal` aborts when the
 * check's time is up, and when the shutdown begins.
 */
export type Check = (context: { signal: AbortSignal }) => unknown;

/** A check with a timeout of its own. */
export interface CheckStep {
  /** The check. */
  run: Check;
  /** Milliseconds until it counts as failed, above 0. @default 1000 */
  timeoutMs?: number;
}

/**
 * The health probes: at least one of `live`, `ready` and `startup`, at different paths. They answer GET and HEAD,
 * whatever the query, with 200 or 503 and a body in the health check response format. A path begins with `/` and
 * consists of letters, digits and `-._~/`.
 */
export interface HealthPlan {
  /** Path of the liveness probe: 200 until the process ends, whatever the checks say. */
  live?: string;
  /**
   * Path of the readiness probe: 503 before start-up is over and from the first moment of the shutdown. In between the
   * checks decide.
   */
  ready?: string;
  /** Path of the start-up probe: 503 until start-up is over, 200 from then on. */
  startup?: string;
  /**
   * Serves the probes on a port of their own instead of on the app, until the process ends. 0: any free port. If the
   * port cannot be used, that is logged and the app runs without probes. Neither the port nor a connection to it keeps
   * the process alive. Required for probes without a server.
   * @default the app's own port, where new connections are refused once the drain has begun
   */
  port?: number;
  /** The address for `port`. @default all addresses, as with `server.listen(port)` */
  host?: string;
  /** Checks by name. They decide readiness, and run in parallel when it is probed. Need `ready`. @default none */
  checks?: Readonly<Record<string, Check | CheckStep>>;
  /** Milliseconds for which a result is reused, so that frequent probes run each check once. @default 1000 */
  cacheMs?: number;
  /** Puts the messages of failed checks into the body. @default false, since they may reveal too much */
  exposeErrors?: boolean;
}
