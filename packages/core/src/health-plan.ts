/**
 * Checks one dependency: throws, rejects or returns `false` where it is not there. Its `signal` aborts when its time is
 * up, and when the shutdown begins.
 */
export type Check = (context: { signal: AbortSignal }) => unknown;

/** A check with a time of its own. */
export interface CheckStep {
  /** What is called. */
  run: Check;
  /** Milliseconds until it counts as failed, above 0. @default 1000 */
  timeoutMs?: number;
}

/**
 * The health probes: at least one of `live`, `ready` and `startup`, at different paths. GET and HEAD, whatever the
 * query; 200 or 503, with a body in the health check response format. A path begins with `/` and has only letters,
 * digits and `-._~/` in it.
 */
export interface HealthPlan {
  /** Path of the liveness probe: 200 until the process ends. Checks have no influence on it. */
  live?: string;
  /**
   * Path of the readiness probe: 503 before start-up is over and from the first moment of the shutdown, else as the
   * checks say.
   */
  ready?: string;
  /** Path of the start-up probe: 503 until start-up is over, 200 ever after. */
  startup?: string;
  /**
   * Serves the probes on a port of their own, which answers until the process ends, instead of on the app. 0: any free
   * port. Where it cannot listen, that is logged, and the app goes on without probes. Neither the port nor a connection
   * to it keeps the process alive. A plan without a server needs it.
   * @default the app's own port, where a new connection is refused once the drain has begun
   */
  port?: number;
  /** The address for `port`. @default every address, as `server.listen(port)` */
  host?: string;
  /** By name; they decide readiness, and run side by side when the readiness probe asks. Need `ready`. @default none */
  checks?: Readonly<Record<string, Check | CheckStep>>;
  /** Milliseconds a result is reused, so that a storm of probes runs each check once. @default 1000 */
  cacheMs?: number;
  /** Puts the messages of failed checks into the body. @default false, since they may say too much to the public */
  exposeErrors?: boolean;
}
