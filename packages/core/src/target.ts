import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server as NetServer } from "node:net";
import type { Logger } from "./logger.js";

/**
 * Every kind of server that drains: `node:http`, `node:https`, `node:http2`, `node:tls` and `node:net` all extend it.
 */
export type Server = NetServer;

/** The answer to a health probe: always ready to be sent as it is. */
export interface ProbeAnswer {
  /** 200 or 503. */
  status: number;
  /** `content-type` (`application/health+json`), `content-length` and `cache-control`. */
  headers: Record<string, string>;
  /** JSON with `status`, `pass` or `fail`, and for readiness the checks. Not sent in answer to HEAD. */
  body: string;
}

/** Returns the answer of one probe, made anew at each call. Never rejects. */
export type Probe = () => Promise<ProbeAnswer>;

/**
 * All that core knows of a framework: the contract of an adapter. An adapter translates and decides nothing.
 */
export interface Target {
  /** The framework's name, for log lines: `express`. */
  readonly name: string;
  /** What this target stands for, so that the same app given twice is noticed. @default the target itself */
  readonly app?: object;
  /** Calls `found` with every server this app listens on, now and later, until the returned function is called. */
  servers(found: (server: Server) => void): () => void;
  /**
   * Serves a health probe at `path` (GET and HEAD, whatever the query) in the framework's own routing, until the undo
   * of `servers` is called: the next life of the app has probes of its own.
   */
  probe(path: string, answer: Probe): void;
  /**
   * The framework's own shutdown. Called once, when everything is drained; given half of what is left of the budget at
   * most. What it rejects with goes into the report.
   */
  close(): Promise<void>;
  /**
   * Registers what must happen first when the application closes the framework by its own API. `drain` resolves when
   * everything is drained, never rejects, and does not end the process.
   */
  onClose?(drain: () => Promise<void>): void;
  /**
   * What the framework, or what was plugged into it, does to its long-lived connections before its server closes.
   * Called when the drain begins. The engine's close frames wait for it, until half of `upgradeGraceMs`; nothing else
   * does. What it throws or rejects with is logged.
   */
  onDrain?(): unknown;
  /** The framework's own logger, used unless the plan names another. */
  readonly logger?: Logger;
}

/** A request as `node:http` gives it, for adapters that answer probes on the raw pair. */
export type ProbeRequest = IncomingMessage;
export type ProbeResponse = ServerResponse;
