import { Readable } from "node:stream";
import { Condition } from "../../test-kit/condition.mjs";
import { AcceptedWebSockets } from "./accepted-web-sockets.js";

/** The body of `/big`: 16 MB in which no two blocks are equal, so that a lost or doubled part is noticed. */
export const BIG = Buffer.alloc(16 << 20);
for (let at = 0; at < BIG.length; at += 4) BIG.writeUInt32LE(at, at);

/** A request as a demo handler sees it: the `:name` of its path, and its body for those who want it. */
export interface DemoCall {
  readonly name: string;
  text(): Promise<string>;
}

export interface DemoAnswer {
  /**
   * Its head goes to Node's own `writeHead`, past the framework, and its body to Node's own response: as hand-written
   * event streams do it. A target that cannot, or does nothing else, sends it like any other.
   */
  readonly isWrittenByHand?: boolean;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
}

/**
 * A route of the demo app, independent of any framework. A target serves all of them in its framework's own idiom, and
 * sends an answer at once if it is not a promise.
 */
export interface DemoRoute {
  readonly method: "GET" | "POST";
  /** `/ok`, or `/gate/:name`. */
  readonly path: string;
  answer(call: DemoCall): DemoAnswer | Promise<DemoAnswer>;
}

/** The test's control of the demo app: gates at which its handlers wait, and how often each path was run. */
export class Demo {
  readonly routes: readonly DemoRoute[];
  /** The server's side of its WebSockets, if the app has any. */
  readonly sockets = new AcceptedWebSockets();
  readonly #gates = new Map<string, { opened: Promise<void>; open: () => void }>();
  readonly #runs: string[] = [];
  readonly #condition = new Condition();
  readonly #hooks = new Map<string, () => void>();
  readonly #left: string[] = [];

  constructor() {
    const named = (prefix: string, name: string) => this.#ran(`${prefix}/${name}`);
    this.routes = [
      {
        method: "GET",
        path: "/ok",
        answer: () => {
          this.#ran("/ok");
          return answer("ok");
        },
      },
      {
        method: "GET",
        path: "/gate/:name",
        answer: async ({ name }) => {
          named("/gate", name);
          await this.#gate(name).opened;
          return answer(name);
        },
      },
      {
        method: "GET",
        path: "/stream/:name",
        answer: ({ name }) => {
          named("/stream", name);
          return answer(Readable.from(this.#chunks(name), { objectMode: false }));
        },
      },
      {
        method: "POST",
        path: "/echo",
        answer: async (call) => {
          this.#ran("/echo");
          try {
            return answer(await call.text());
          } catch {
            return answer("the client went away", 400);
          }
        },
      },
      {
        method: "POST",
        path: "/early",
        answer: () => {
          this.#ran("/early");
          return answer("too large", 413);
        },
      },
      {
        method: "GET",
        path: "/big",
        answer: () => {
          this.#ran("/big");
          return answer(BIG);
        },
      },
      ...(["GET", "POST"] as const).flatMap((method): DemoRoute[] => [
        {
          method,
          path: "/events/:name",
          answer: ({ name }) => {
            named("/events", name);
            return answer(this.#events(name), 200, EVENTS);
          },
        },
        {
          method,
          path: "/written-events/:name",
          answer: ({ name }) => {
            named("/written-events", name);
            return { ...answer(this.#events(name), 200, EVENTS), isWrittenByHand: true };
          },
        },
      ]),
      {
        method: "GET",
        path: "/keep-alive-header/:name",
        answer: async ({ name }) => {
          named("/keep-alive-header", name);
          await this.#gate(name).opened;
          return answer("kept alive", 200, { connection: "keep-alive" });
        },
      },
    ];
  }

  /** Lets every handler pass that waits at this gate, now or later. */
  open(gate: string): void {
    this.#gate(gate).open();
  }

  openAll(): void {
    for (const { open } of this.#gates.values()) open();
  }

  /** How often the handler of this path was run. */
  runs(path: string): number {
    return this.#runs.filter((run) => run === path).length;
  }

  /** Resolves when the handler of this path was run, `times` times in all. */
  async ran(path: string, times = 1): Promise<void> {
    await this.#condition.until(
      `${times} run(s) of ${path}`,
      () => this.runs(path) >= times,
      () => `handlers that ran: ${this.#runs.join(", ") || "none"}`,
    );
  }

  /** Adds something that the handler of this path does within its call. */
  whenRun(path: string, hook: () => void): void {
    this.#hooks.set(path, hook);
  }

  /** Resolves when the clients of `times` event streams of this name have gone and their handlers were notified. */
  async leftEvents(name: string, times = 1): Promise<void> {
    await this.#condition.until(
      `${times} handler(s) of /events/${name} to be told`,
      () => this.#left.filter((left) => left === name).length >= times,
      () => `told: ${this.#left.join(", ") || "none"}`,
    );
  }

  /** Sends one event at once, and the last one at its gate. */
  #events(name: string): Readable {
    const events = new Readable({ read() {} });
    events.push("data: first\n\n");
    void this.#gate(name).opened.then(() => {
      if (events.destroyed) return;
      events.push("data: last\n\n");
      events.push(null);
    });
    events.on("close", () => {
      this.#left.push(name);
      this.#condition.changed();
    });
    return events;
  }

  async *#chunks(name: string): AsyncGenerator<string> {
    yield "first,";
    await this.#gate(name).opened;
    yield "last";
  }

  #ran(path: string): void {
    this.#runs.push(path);
    this.#hooks.get(path)?.();
    this.#condition.changed();
  }

  #gate(name: string) {
    let gate = this.#gates.get(name);
    if (!gate) {
      gate = deferred();
      this.#gates.set(name, gate);
    }
    return gate;
  }
}

const EVENTS = { "content-type": "text/event-stream" };

function answer(body: DemoAnswer["body"], status = 200, headers: Record<string, string> = {}): DemoAnswer {
  return { status, headers: { "content-type": "text/plain", ...headers }, body };
}

function deferred() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
