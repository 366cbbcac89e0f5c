/**
 * The servers of a story; which of them the engine is given before the drain, during it or never is the story's
 * business.
 */
export const SERVERS = ["http", "https", "http2", "net"] as const;
export type ServerName = (typeof SERVERS)[number];

/** What one drain of a story is made with. */
export interface StoryPlan {
  readonly idleGraceMs: number;
  readonly drainMs: number;
  readonly upgradeGraceMs: number;
  readonly spreadMs: number;
  readonly whileDraining: "serve" | "refuse";
  /** `ask`: a function that says it by the URL, in the way of `isMeantToEnd`. */
  readonly eventStreams: "close" | "wait" | "ask";
  readonly deferWebSocketClose: boolean;
  /** Servers that the engine is not given at the start. */
  readonly withheld: readonly ServerName[];
  /** Servers that do not listen at the start. */
  readonly asleep: readonly ServerName[];
}

/** `page`: the headers of its answer are sent at once, and the rest later. */
export type RequestKind = "get" | "page" | "upload" | "expect" | "events" | "posted events" | "probe";

/**
 * One thing that happens. `to` chooses among the connections that are open at the time and can take part in it; where
 * there is none, nothing happens: so any list of steps is a story, and so is any part of one.
 */
export type Step =
  | {
      readonly do: "connect";
      readonly server: ServerName;
      readonly isStuck: boolean;
      readonly isDeaf: boolean;
      readonly isBrowser: boolean;
    }
  /** Connections that wait in the kernel; Node accepts one a turn, each turn taking a millisecond. */
  | { readonly do: "crowd"; readonly server: ServerName; readonly count: number }
  | { readonly do: "request"; readonly to: number; readonly kind: RequestKind }
  | { readonly do: "answer" | "headers" | "end"; readonly to: number; readonly nth: number }
  | { readonly do: "connection header"; readonly to: number; readonly value: "keep-alive" | "close" }
  | {
      readonly do:
        | "bytes"
        | "body"
        | "flush"
        | "hang up"
        | "handshake"
        | "greet"
        | "frame"
        | "say"
        | "close frame"
        | "reset stream";
      readonly to: number;
    }
  /** Bytes that become readable in a turn that is still to come. */
  | { readonly do: "bytes later"; readonly to: number; readonly turns: number }
  | { readonly do: "upgrade"; readonly to: number; readonly protocol: "websocket" | "tunnel" }
  | { readonly do: "hold"; readonly by: "hand" | "promise" }
  | { readonly do: "release"; readonly to: number }
  | { readonly do: "add" | "listen" | "stop listening"; readonly server: ServerName }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "turn" | "announce" | "drain" | "cut" | "tell WebSockets" };

export interface Story {
  readonly plan: StoryPlan;
  readonly before: readonly Step[];
  readonly during: readonly Step[];
}
