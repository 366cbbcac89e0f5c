import { subscribe } from "node:diagnostics_channel";
import {
  graceful,
  type Lifecycle,
  type PhaseName,
  type Server,
  type ShutdownReport,
  type Stats,
} from "@x/graceful-core";
import { discoverServers } from "@x/graceful-core/adapter";
import type { WorkerNumbers, WorkerReport } from "../messages.js";
import type { OpenServers } from "./open-servers.js";

/** Subtracted from the budget, so that a worker exits by itself before its primary kills it. */
const MARGIN_MS = 500;

export interface LifecycleListener {
  onReport(report: WorkerReport): void;
  /** Called, perhaps several times, when no lifecycle serves any more. */
  onDraining(): void;
}

export interface Lifecycles {
  /**
   * Calls `run` once, when a server listens and every lifecycle is ready. Before that it calls `onWaiting` if a server
   * listens, and a lifecycle is not ready.
   */
  onServing(run: () => void, onWaiting: () => void): void;
  numbers(): Omit<WorkerNumbers, "rssBytes">;
  /** How many connections have a pending handshake of TLS or HTTP/2. */
  readonly handshakes: number;
}

const PHASES: readonly PhaseName[] = ["serving", "lame-duck", "draining", "releasing", "closed"];

/**
 * Watches the lifecycles of the program, of any copy of core. If the program has no lifecycle when its first server
 * listens, one is created: its servers are drained by the same contract, and its own signal listeners run after the
 * drain.
 */
export function watchLifecycles(
  servers: OpenServers,
  budgetMs: number | undefined,
  { onReport, onDraining }: LifecycleListener,
): Lifecycles {
  const all = new Set<Lifecycle>();
  const serving = new Set<Lifecycle>();
  let hasListened = false;
  let waiting: { run(): void; onWaiting(): void } | undefined;

  const leastAdvanced = () =>
    PHASES[Math.min(...[...all].map(({ phase }) => PHASES.indexOf(phase.name)))] ?? "starting";
  const update = () => {
    if (!waiting || !hasListened) return;
    const { run, onWaiting } = waiting;
    if (all.size === 0 || serving.size < all.size) return onWaiting();
    waiting = undefined;
    run();
  };
  subscribe("graceful:created", (lifecycle) => all.add(lifecycle as Lifecycle));
  subscribe("graceful:serving", (lifecycle) => {
    serving.add(lifecycle as Lifecycle);
    update();
  });
  subscribe("graceful:abandoned", (lifecycle) => {
    all.delete(lifecycle as Lifecycle);
    serving.delete(lifecycle as Lifecycle);
  });
  subscribe("graceful:report", (report) => onReport(shortened(report as ShutdownReport)));
  subscribe("graceful:phase", () => {
    if (!["starting", "serving"].includes(leastAdvanced())) onDraining();
  });
  servers.onListening((server) => {
    hasListened = true;
    if (all.size === 0 && !isRegistered(server)) makeGraceful(servers, budgetMs);
    update();
  });

  const sum = (count: (stats: Stats) => number) =>
    [...all].reduce((total, lifecycle) => total + count(lifecycle.stats()), 0);
  return {
    onServing(run, onWaiting) {
      waiting = { run, onWaiting };
    },
    numbers() {
      return {
        phase: leastAdvanced(),
        connections: sum(({ connections }) => connections.total),
        requestsInFlight: sum(({ requests }) => requests.inFlight - requests.probes),
      };
    },
    get handshakes() {
      return sum(({ connections }) => connections.handshake);
    },
  };
}

/** Whether `@x/graceful-core/register` creates a lifecycle for the server, as soon as it has loaded its plan. */
function isRegistered(server: Server): boolean {
  const isHttp = "closeIdleConnections" in server || "updateSettings" in server;
  // A process that a worker of another program has started inherits the variable.
  return isHttp && `${process.env.GRACEFUL_REGISTERED}`.startsWith(`${process.pid} `);
}

/**
 * Creates a lifecycle for all servers of the program, now and later. The target has no `app`, so that the program can
 * still call `graceful()` for one of its servers later.
 */
function makeGraceful(servers: OpenServers, budgetMs: number | undefined): void {
  const target = {
    name: "program",
    servers: (found: Parameters<typeof discoverServers>[1]) => {
      const known = new Set(servers.all);
      for (const server of known) found(server);
      return discoverServers((server) => !servers.isIgnored(server) && !known.has(server), found);
    },
    probe() {},
    async close() {},
  };
  graceful(target, budgetMs === undefined ? {} : { budgetMs: Math.max(1, budgetMs - MARGIN_MS) });
}

function shortened({ requests, probes, cuts }: ShutdownReport): WorkerReport {
  const { answered, ended, refused, aborted } = requests;
  return { answered: answered - probes, probes, ended, refused, aborted, cut: cuts.length };
}
