/** The state of a connection. */
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
 * Something that was cut at the deadline or by a second signal: a request, a connection without one, or a hold. A
 * connection with requests is listed as these requests.
 */
export type Cut =
  | {
      kind: "request";
      method: string;
      /** As it was sent, with its query: it may hold secrets. */
      url: string;
      /** How far it had come. */
      state: RequestState;
      /** Milliseconds since its headers were complete, with the accuracy of `ageMs` in `Stats`. */
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

/** What became of the connections and requests that were there when the drain began, or came after that. */
export interface DrainCounts {
  /** TCP connections, and tunnels in HTTP/2 streams. */
  connections: {
    /** Open when the drain began, or accepted after that. */
    total: number;
    /** Closed by the client, or by the engine after the last response. */
    closed: number;
    /** Destroyed at the deadline or by a second signal. */
    cut: number;
    /** Open before the engine was attached and silent since: neither counted above nor reachable. */
    untracked: number;
  };
  /** HTTP/1 requests and HTTP/2 streams. `total` is the sum of the others. */
  requests: {
    /** In flight when the drain began, or received after that. */
    total: number;
    /** Answered to the last byte, including event streams that their own handler ended. */
    answered: number;
    /** Event streams that the engine ended, see `eventStreams`. They are not in `answered`. */
    ended: number;
    /**
     * Their client closed the connection before the application had ended the response. Of a stream that is piped into
     * one, the client may have had every byte: `pipe()` ends a response only when the source has ended, after them.
     */
    aborted: number;
    /** Answered with 503 (`whileDraining: "refuse"`). */
    refused: number;
    /** Not answered to the last byte by the deadline or the second signal. */
    cut: number;
  };
}

/** The result of a drain. */
export interface DrainResult extends DrainCounts {
  /** Milliseconds from the start of the drain until nothing was left. */
  durationMs: number;
  /** Everything that was cut, in order. */
  cuts: Cut[];
}

/**
 * How a release ended. One that did not end in its time has failed with an `error` with the code `TIMED_OUT`; its work
 * may still be running.
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
   * What began it: a signal's name, `message`, `uncaughtException`, `unhandledRejection`, `disconnect` (of a cluster
   * worker), or the argument of `shutdown(reason)`.
   */
  reason: string;
  /** With `crash: "drain"`: the error of the first crash; else `undefined`. */
  error: Error | undefined;
  /** How it went, in one word. */
  outcome: Outcome;
  /** The exit code of the process, with `exit: true`: 0, 1, or 128+n after a second signal. */
  exitCode: number;
  /** When it began, as ISO 8601. */
  startedAt: string;
  /** Milliseconds from the first moment to the last release, the lame duck included. */
  durationMs: number;
  /** Milliseconds spent in each phase, 0 if it was skipped. `releasing` includes the framework's own shutdown. */
  phases: {
    /** Readiness said no, everything was served. */
    "lame-duck": number;
    /** Until nothing was open. */
    draining: number;
    /** Until the last release had ended. */
    releasing: number;
  };
  /** The split of the budget, in milliseconds. `ShutdownPlan` describes each part. */
  budget: {
    /** For everything. */
    budgetMs: number;
    /** For the lame duck, in full. */
    lameDuckMs: number;
    /** For the drain, at most. */
    drainMs: number;
    /** Reserved for the releases. */
    releaseMs: number;
  };
  /**
   * In the order in which they ended. If a framework's own shutdown failed, it is listed under the framework's name; if
   * `beforeDrain` failed, under that name.
   */
  releases: ReleaseResult[];
  /** How many of `requests.answered` were health probes: none if these have a port of their own. */
  probes: number;
  /**
   * What still held the event loop at the end: `process.getActiveResourcesInfo()` with repeated names counted, such as
   * `Timeout x2`.
   */
  resources: string[];
}
