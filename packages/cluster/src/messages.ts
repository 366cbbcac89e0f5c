import type { PhaseName } from "@x/graceful-core";

/** The current numbers of a worker. */
export interface WorkerNumbers {
  /** The phase of the lifecycle that is the least advanced. */
  readonly phase: PhaseName | "starting";
  /** How many connections are open, those of HTTP/2 and upgraded ones included. */
  readonly connections: number;
  /** How many requests are in flight, HTTP/2 streams included, health probes not. */
  readonly requestsInFlight: number;
  /** The resident set of the process. */
  readonly rssBytes: number;
}

/** How the requests of one worker ended in its drain. */
export interface WorkerReport {
  /** Health probes not included. */
  readonly answered: number;
  readonly probes: number;
  readonly ended: number;
  readonly refused: number;
  readonly aborted: number;
  readonly cut: number;
}

/** From a worker to its primary. */
export type FromWorker =
  | { readonly type: "ready" }
  /** Why the worker is not ready, once one of its servers listens. */
  | { readonly type: "waits"; readonly waitsFor: string }
  /** The listeners of the worker are closed, and no handshake is pending. Other workers accept the connections. */
  | { readonly type: "left" }
  /** The answer is `echo`. It comes after all that was sent to the worker before. */
  | { readonly type: "ask-echo" }
  /** No lifecycle of the worker serves any more, whoever told it to drain. */
  | { readonly type: "drains" }
  /** The worker has ended before it was ready, and this is its last output. */
  | { readonly type: "said"; readonly text: string }
  | ({ readonly type: "numbers" } & WorkerNumbers)
  | ({ readonly type: "report" } & WorkerReport);

/** From the primary to a worker. */
export type FromPrimary =
  /** Accept no more connections. The answer is `left`. */
  | { readonly type: "leave" }
  | { readonly type: "ask" }
  | { readonly type: "echo" }
  /** Drain and exit, unless it drains already. */
  | { readonly type: "drain" };

/** The variable with the id of the worker. */
export const WORKER_VARIABLE = "GRACEFUL_CLUSTER_WORKER";
/** The variable with the settings of the worker, as JSON. */
export const SETTINGS_VARIABLE = "GRACEFUL_CLUSTER_SETTINGS";

export interface WorkerSettings {
  /** The worker is ready only when this path has answered 200. */
  readonly readyPath?: string;
  /** For a program without Graceful. */
  readonly budgetMs?: number;
}

/** The program may use the same channel. The key distinguishes the messages of this package. */
const KEY = "@x/graceful-cluster";

export function wrap<Message>(message: Message): Record<string, Message> {
  return { [KEY]: message };
}

/** Returns the message of this package in a message of the channel, if there is one. */
export function unwrap<Message>(message: unknown): Message | undefined {
  return (message as Record<string, Message> | null | undefined)?.[KEY];
}
