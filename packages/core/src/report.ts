/** What a connection was doing when it was looked at. */
export type ConnectionState =
  /** TCP is open, TLS is not negotiated yet. */
  | "handshake"
  /** Between two requests, or before the first. */
  | "idle"
  /** Part of a request's headers has arrived. */
  | "receiving"
  /** At least one request is in flight. */
  | "active"
  /** A WebSocket, another upgraded protocol, or a CONNECT tunnel. */
  | "upgraded"
  /** An HTTP/2 session. */
  | "http2"
  /** A connection of a server that speaks no HTTP. */
  | "raw";

/** How far a request had come when it was cut. */
export type RequestState =
  /** Its body was still arriving. */
  | "reading"
  /** Its handler had not sent a header. */
  | "handling"
  /** Its response was being written. */
  | "responding"
  /** Its response was complete, and not all of it had left. */
  | "flushing";

/** Something that the deadline or a second signal cut. */
export type Cut =
  | {
      kind: "request";
      method: string;
      url: string;
      state: RequestState;
      ageMs: number;
      remote: string | undefined;
    }
  | { kind: "connection"; state: ConnectionState; remote: string | undefined }
  /** Work held open by `hold(name)` that did not end in time. */
  | { kind: "hold"; name: string; ageMs: number };

/** What became of the connections and requests that the drain found or let in. */
export interface DrainCounts {
  connections: {
    /** Open when the drain began, or accepted after that. */
    total: number;
    /** Ended by themselves, or closed when nothing was left to do on them. */
    closed: number;
    cut: number;
    /** Open before the engine was attached and never heard from: neither counted above nor reachable. */
    untracked: number;
  };
  requests: {
    /** In flight when the drain began, or received after that. */
    total: number;
    /** Answered to the last byte. */
    answered: number;
    /** Given up by their client. */
    aborted: number;
    /** Turned away with 503 (`whileDraining: "refuse"`). */
    refused: number;
    cut: number;
  };
}

/** What the engine alone has to say of a drain. */
export interface DrainOutcome extends DrainCounts {
  /** Milliseconds from the begin of the drain until nothing was left. */
  durationMs: number;
  /** Everything that was cut, in the order in which it was cut. */
  cuts: Cut[];
}

export type ReleaseResult =
  | { name: string; status: "done"; durationMs: number }
  /** It threw, rejected, or did not end in its time (then `error.code` is `TIMED_OUT`). */
  | { name: string; status: "failed"; durationMs: number; error: Error };

export type Outcome =
  /** Everything was answered and released. */
  | "clean"
  /** Something was cut. */
  | "cut"
  /** Nothing was cut, but a release or the framework's own shutdown failed, or a crash began the shutdown. */
  | "failed";

/** A whole shutdown as a value. */
export interface DrainReport extends DrainOutcome {
  /**
   * What began it: a signal's name, `message`, `uncaughtException`, `unhandledRejection`, `disconnect` (of a cluster's worker),
   * or what was given to `shutdown(reason)`.
   */
  reason: string;
  outcome: Outcome;
  /** What the process ends with where the lifecycle has the exit: 0, 1, or 128+n after a second signal. */
  exitCode: number;
  /** When it began, as ISO 8601. */
  startedAt: string;
  /** Milliseconds from the first moment to the last release, the lame duck included. */
  durationMs: number;
  /** Milliseconds spent in each phase. */
  phases: { "lame-duck": number; draining: number; releasing: number };
  /** The split that was in force, in milliseconds. */
  budget: { budgetMs: number; lameDuckMs: number; drainMs: number; releaseMs: number };
  /** In the order in which they ended. A framework's own shutdown stands here too, under the framework's name. */
  releases: ReleaseResult[];
  /** What still held the event loop at the end: `process.getActiveResourcesInfo()` with doubles counted, `Timeout x2`. */
  resources: string[];
}
