import type { Server as NetServer } from "node:net";
import type { Logger } from "./logger.js";

/**
 * Every kind of server that drains: `node:http`, `node:https`, `node:http2`, `node:tls` and `node:net` all extend it.
 */
export type Server = NetServer;

/** The answer to a health probe, ready to be sent. */
export interface ProbeAnswer {
  /** 200 or 503. */
  status: number;
  /** `content-type` (`application/health+json`), `content-length` and `cache-control`. */
  headers: Record<string, string>;
  /** JSON with `status`, which is `pass` or `fail`, and for readiness the checks. Not sent in answer to HEAD. */
  body: string;
}

/** Returns the current answer of one probe. Never rejects. */
export type Probe = () => Promise<ProbeAnswer>;

/**
 * The contract of an adapter, and all that core knows of a framework. An adapter translates; it makes no decisions.
 */
export interface Target {
  /** The framework's name, for log lines: `express`. */
  readonly name: string;
  /** The identity of the app, by which core notices that it was given twice. @default the target itself */
  readonly app?: object;
  /** Calls `found` with every server of this app, now and later, until the returned function is called. */
  servers(found: (server: Server) => void): () => void;
  /**
   * Whether the app may have a server. If it returns false, none is missed: the app is ready without one.
   *
   * @default true
   */
  mayListen?(): boolean;
  /**
   * Serves a health probe at `path` (GET and HEAD, whatever the query) through the framework's own router, until the
   * undo of `servers` is called: the next lifecycle of the app has probes of its own.
   */
  probe(path: string, answer: Probe): void;
  /**
   * The framework's own shutdown. Called once, when everything is drained. It may take at most half of what is left of
   * the budget. If it rejects, the error is in the report.
   *
   * @param reason why the shutdown began: `SIGTERM`, or what was given to `shutdown()`
   */
  close(reason?: string): Promise<void>;
  /**
   * Makes the framework call `drain`, and wait for it, when the application closes the framework by its own API.
   * `drain` resolves when everything is drained, never rejects, and does not end the process.
   */
  onClose?(drain: () => Promise<void>): void;
  /**
   * What the framework or its plugins do with their long-lived connections before the server closes. Called when the
   * drain begins. Only the engine's close frames wait for it, at most for half of `upgradeGraceMs`. What it throws or
   * rejects with is logged.
   */
  onDrain?(): unknown;
  /** The framework's own logger, used unless the plan names another. */
  readonly logger?: Logger;
}
