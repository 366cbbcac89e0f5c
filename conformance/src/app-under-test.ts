import type { Server } from "node:net";
import type { Lifecycle, ShutdownPlan, WebSocketServerLike } from "@x/graceful-core";
import type { Demo } from "./demo.js";

/** Where an app is told to listen: any free port of a host, or a Unix socket (a named pipe on Windows). */
export type ListenOn = { port: 0; host: string } | { path: string };

export interface TlsIdentity {
  key: string;
  cert: string;
}

/**
 * One instance of an app, written the way the users of its framework write it, that serves every route of the demo.
 * The suite decides in which order the two methods are called: attached before listening, or after.
 */
export interface AppUnderTest {
  /** The framework's own way to listen. Resolves when it listens, with the server it listens on. Called once. */
  listen(on: ListenOn): Promise<Server>;
  /** `graceful(app, plan)` of the adapter under test. Called once. */
  attach(plan: ShutdownPlan): Lifecycle;
  /** The shutdown that the framework has of its own, where it has one: applications call it at a signal. */
  close?(): Promise<unknown>;
  /** Where it serves WebSockets, at `/ws`: what the plan may be given to close them by. */
  readonly webSockets?: WebSocketServerLike;
}

/** Makes a new app, which neither listens nor drains yet; with `tls` it is to speak HTTPS. A target exports one. */
export type Start = (options: {
  demo: Demo;
  tls: TlsIdentity | undefined;
}) => AppUnderTest | Promise<AppUnderTest>;
