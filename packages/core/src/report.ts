/** What a connection was doing when it was looked at. */
export type ConnectionState =
  /** TCP is open, and TLS is not negotiated yet, or nothing of an HTTP/2 session has arrived. */
  | "handshake"
  /** Between two requests, or before the first. */
  | "idle"
  /** Part of a request's headers has arrived. */
  | "receiving"
  /** At least one request is in flight. */
  | "active"
  /** A WebSocket, another upgraded protocol, or a CONNECT tunnel. */
  | "upgraded"
  /** An HTTP/2 session whose client has begun to speak. */
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

/**
 * Something that the deadline or a second signal cut: a request, a connection without one, or work that `hold(name)`
 * held open. Where a connection had requests, they stand here in its place.
 */
export type Cut =
  | {
      kind: "request";
      method: string;
      /** As it was sent, with its query: it may hold secrets. */
      url: string;
      /** How far it had come. */
      state: RequestState;
      /** Milliseconds since its headers were complete, as exact as the `ageMs` of `Stats`. */
      ageMs: number;
      /** The client's address; `undefined` where there is none, on a Unix socket. */
      remote: string | undefined;
    }
  | {
      kind: "connection";
      /** What it was doing. */
      state: ConnectionState;
      /** The client's address; `undefined` where there is none, on a Unix socket. */
      remote: string | undefined;
    }
  | {
      kind: "hold";
      /** As given to `hold`. */
      name: string;
      /** Milliseconds since it began. */
      ageMs: number;
    };

/** What became of the connections and requests that the drain found or let in. */
export interface DrainCounts {
  /** Of TCP, and tunnels in streams of HTTP/2. */
  connections: {
    /** Open when the drain began, or accepted after that. */
    total: number;
    /** Closed by the client, or by the engine after the last response. */
    closed: number;
    /** Destroyed at the deadline or by a second signal. */
    cut: number;
    /** Open before the engine was attached and never heard from: neither counted above nor reachable. */
    untracked: number;
  };
  /** Of HTTP/1, and streams of HTTP/2. `total` is the sum of the others. */
  requests: {
    /** In flight when the drain began, or received after that. */
    total: number;
    /** Answered to the last byte; so is an event stream that its own handler ended. */
    answered: number;
    /** Event streams that the engine ended, see `eventStreams`; none of them is in `answered`. */
    ended: number;
    /** Given up by their client. */
    aborted: number;
    /** Turned away with 503 (`whileDraining: "refuse"`). */
    refused: number;
    /** Not answered to the last byte at the deadline, or at a second signal. */
    cut: number;
  };
}

/** The result of a drain. */
export interface DrainResult extends DrainCounts {
  /** Milliseconds from the begin of the drain until nothing was left. */
  durationMs: number;
  /** Everything that was cut, in the order in which it was cut. */
  cuts: Cut[];
}

/**
 * How a release ended. One that did not end in its time has failed with an `error` of the code `TIMED_OUT`; it may go
 * on unseen.
 */
export type ReleaseResult =
  | {
      /** Its name in the plan. */
      name: string;
      status: "done";
      /** Milliseconds from its begin to its end. */
      durationMs: number;
    }
  | {
      /** Its name in the plan. */
      name: string;
      status: "failed";
      /** Milliseconds from its begin to its end. */
      durationMs: number;
      /** What it threw or rejected with, as an `Error`. */
      error: Error;
    };

/** A shutdown in one word; only `clean` has the exit code 0. */
export type Outcome =
  /** Everything was answered and released. */
  | "clean"
  /** Something was cut. */
  | "cut"
  /** Nothing was cut, but a release or the framework's own shutdown failed, or a crash began the shutdown. */
  | "failed";

/** A whole shutdown as a value. */
export interface ShutdownReport extends DrainResult {
  /**
   * What began it: a signal's name, `message`, `uncaughtException`, `unhandledRejection`, `disconnect` (of a cluster's
   * worker), or what was given to `shutdown(reason)`.
   */
  reason: string;
  /** What crashed, with `crash: "drain"`: the first, where there were several; else `undefined`. */
  error: Error | undefined;
  /** How it went, in one word. */
  outcome: Outcome;
  /** What the process ends with where the lifecycle has the exit: 0, 1, or 128+n after a second signal. */
  exitCode: number;
  /** When it began, as ISO 8601. */
  startedAt: string;
  /** Milliseconds from the first moment to the last release, the lame duck included. */
  durationMs: number;
  /** Milliseconds spent in each phase, 0 where it was left out; `releasing` includes the framework's own shutdown. */
  phases: {
    /** Readiness said no, everything was served. */
    "lame-duck": number;
    /** Until nothing was open. */
    draining: number;
    /** Until the last release had ended. */
    releasing: number;
  };
  /** The split that was in force, in milliseconds; each is described in `ShutdownPlan`. */
  budget: {
    /** For everything. */
    budgetMs: number;
    /** For the lame duck, in full. */
    lameDuckMs: number;
    /** For the drain, at most. */
    drainMs: number;
    /** Kept back for the releases. */
    releaseMs: number;
  };
  /**
   * In the order in which they ended. A framework's own shutdown stands here too, under the framework's name, and a
   * `beforeDrain` that failed.
   */
  releases: ReleaseResult[];
  /** How many of `requests.answered` were health probes: where they have a port of their own, none. */
  probes: number;
  /**
   * What still held the event loop at the end: `process.getActiveResourcesInfo()` with doubles counted, `Timeout x2`.
   */
  resources: string[];
}
