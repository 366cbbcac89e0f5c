import { systemClock } from "../clock.js";
import { toError } from "../errors.js";
import { DRAIN_DEFAULTS } from "../planning/drain-defaults.js";
import { callSafely } from "../support/call-safely.js";
import type { Drain, DrainOptions } from "./drain.js";
import { drainOptions } from "./drain-options.js";
import { DrainSteps } from "./drain-steps.js";
import type { Limits } from "./limits.js";
import { statsOf } from "./stats-of.js";

const ignore = () => {};

/** The public `createDrain`, with the options that only the lifecycle sets. */
export function createDrain(options: DrainOptions = {}): Drain {
  drainOptions(options, "");
  const { clock = systemClock, admits = () => false, onCut = ignore, onError = ignore, ...given } = options;
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  const limits: Limits = { ...DRAIN_DEFAULTS, ...Object.fromEntries(set) };
  const onErrorSafely = (error: unknown) => callSafely(() => onError(toError(error)), ignore);
  const admitsSafely: typeof admits = (request) => {
    try {
      return admits(request);
    } catch (error) {
      onErrorSafely(error);
      return false;
    }
  };
  const steps = new DrainSteps(clock, limits, {
    admits: admitsSafely,
    onCut: (cut) => void callSafely(() => onCut(cut), onErrorSafely),
    onError: onErrorSafely,
  });
  const { tracker, holds, servers } = steps;

  const drain: Drain = {
    signal: steps.signal,
    servers: tracker.servers,
    add(server) {
      servers.add(server);
      return drain;
    },
    hold(name, work) {
      const end = holds.add(name, work);
      // The deadline is over: it is cut like the holds before it.
      if (tracker.stage === "cutting") steps.cutHolds();
      return end;
    },
    get listening() {
      return [...tracker.servers].some((server) => server.listening);
    },
    stats: () => statsOf(tracker, holds.names(), admitsSafely),
    disableKeepAlive: () => steps.disableKeepAlive(),
    drain: (beginOptions) => steps.drain(beginOptions),
    startCloseHandshakes: () => steps.startCloseHandshakes(),
    abandon: () => steps.stop(),
    closeWebSocket: (socket, close) => tracker.connections.get(socket)?.closeWebSocket?.(close) ?? false,
    cut() {
      void steps.drain();
      steps.cut();
    },
  };
  return drain;
}
