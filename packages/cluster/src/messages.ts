import type { PhaseName } from "@x/graceful-core";

/** What a worker knows of itself right now. */
export interface WorkerNumbers {
  /** Of the lifecycle that is least far. */
  readonly phase: PhaseName | "starting";
  /** Open now, those of HTTP/2 and upgraded ones included. */
  readonly connections: number;
  /** Streams of HTTP/2 too; health probes not. */
  readonly requestsInFlight: number;
  /** Its resident set. */
  readonly rssBytes: number;
}

/** What became of the requests of one worker in its drain. */
export interface WorkerReport {
  /** Without the health probes. */
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
  /** Its listeners are closed, so other workers accept the connections from now on, and no handshake is pending. */
  | { readonly type: "left" }
  /** It has not been ready, and this is what went wrong. */
  | { readonly type: "said"; readonly text: string }
  | ({ readonly type: "numbers" } & WorkerNumbers)
  | ({ readonly type: "report" } & WorkerReport);

/** From the primary to a worker. */
export type FromPrimary =
  /** Take no new connection: the answer is `left`. */
  { readonly type: "leave" } | { readonly type: "ask" };

/** Set in every worker: its number. */
export const WORKER_VARIABLE = "GRACEFUL_CLUSTER_WORKER";
/** The settings that a worker needs, as JSON. */
export const SETTINGS_VARIABLE = "GRACEFUL_CLUSTER_SETTINGS";

export interface WorkerSettings {
  /** Asked until it answers 200: only then is the worker ready. */
  readonly readyPath?: string;
  /** For a program without Graceful. */
  readonly budgetMs?: number;
}

/** The program uses the same channel: the key tells our messages from those of the program. */
const KEY = "@x/graceful-cluster";

export function wrap<Message>(message: Message): Record<string, Message> {
  return { [KEY]: message };
}

/** The message of this package that is in a message of the channel, if there is one. */
export function unwrap<Message>(message: unknown): Message | undefined {
  return (message as Record<string, Message> | null | undefined)?.[KEY];
}
