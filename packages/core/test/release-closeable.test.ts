import { EventEmitter, once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Closeable } from "../src/plan.js";
import { closeCloseable } from "../src/release/close-closeable.js";
import { releaseRun } from "../src/release/release-run.js";
import { FakeClock } from "./fake-clock.js";

/** Whether it is closed yet, in the eyes of whoever waits for it. */
async function isClosed(closing: Promise<void>): Promise<boolean> {
  let closed = false;
  void closing.then(() => {
    closed = true;
  });
  await new FakeClock().settle();
  return closed;
}

describe("the method of a closeable", () => {
  /** Calls what there is, and tells what was called. */
  async function calledOf(...names: (string | symbol)[]): Promise<string[]> {
    const called: string[] = [];
    const methods = names.map((name) => [name, async () => void called.push(String(name))]);
    await closeCloseable(Object.fromEntries(methods));
    return called;
  }

  test.each<[string, string[], string]>([
    ["says goodbye before it hangs up", ["destroy", "disconnect", "quit"], "quit"],
    ["is close before quit, where both are goodbyes", ["quit", "close", "disconnect"], "close"],
    ["is end before close, where there is an end", ["close", "end", "destroy"], "end"],
    ["is quit before end, where there is an end", ["end", "quit", "disconnect"], "quit"],
    ["is no command to the server, where there is any other", ["shutdown", "disconnect"], "disconnect"],
    ["is shutdown before destroy", ["destroy", "shutdown"], "shutdown"],
    ["is the disconnect of a client whose names are its tables", ["$disconnect"], "$disconnect"],
    ["is drain where it is a state of the connection", ["drain", "close", "isDraining"], "drain"],
    ["is no drain by itself, which would empty a queue", ["drain", "close"], "close"],
  ])("%s", async (_, names, expected) => {
    expect(await calledOf(...names)).toEqual([expected]);
  });

  test("is asynchronous disposal before all others", async () => {
    expect(await calledOf("end", "close", Symbol.asyncDispose)).toEqual([String(Symbol.asyncDispose)]);
  });

  test("is disconnect or destroy if quit or close would wait for a connection", async () => {
    const called: string[] = [];
    const note = (name: string) => () => void called.push(name);
    const byStatus = (status: string) => ({ status, quit: note("quit"), disconnect: note("disconnect") });
    const byFlag = (isReady: boolean) => ({ isReady, close: note("close"), destroy: note("destroy") });
    await closeCloseable(byStatus("reconnecting"));
    await closeCloseable(byStatus("ready"));
    await closeCloseable(byFlag(false));
    await closeCloseable(byFlag(true));
    const older = { isReady: false, quit: note("quit"), disconnect: note("disconnect") };
    await closeCloseable(older);
    expect(called).toEqual(["disconnect", "quit", "destroy", "close", "disconnect"]);
  });

  test("is called once, on the object, with nothing where it takes nothing", async () => {
    const given: unknown[][] = [];
    class Client {
      readonly #socket = "open";
      close(...args: unknown[]) {
        given.push([this.#socket, ...args]);
      }
    }
    await closeCloseable(new Client());
    expect(given).toEqual([["open"]]);
  });

  test("is awaited if it returns a promise", async () => {
    let close = () => {};
    const client = { close: () => new Promise<void>((resolve) => (close = resolve)) };
    const closing = closeCloseable(client);
    expect(await isClosed(closing)).toBe(false);
    close();
    expect(await isClosed(closing)).toBe(true);
  });

  test.each([
    ["throws", () => expectNothing("broken")],
    ["rejects", () => Promise.reject(new Error("broken"))],
    ["calls back with an error", (done: (error: Error) => void) => done(new Error("broken"))],
  ])("fails the release where it %s", async (_, close) => {
    await expect(closeCloseable({ close } as Closeable)).rejects.toThrow("broken");
  });
});

describe("what is closed already is done", () => {
  test.each([
    ["destroyed", true],
    ["ended", true],
    ["ending", true],
    ["closed", true],
    ["isOpen", false],
    ["isInitialized", false],
    ["status", "end"],
    ["isClosed", () => true],
  ])("where it says so: %s", async (name, value) => {
    await closeCloseable({ close: () => expectNothing("called"), [name]: value });
  });

  test.each(["Connection closed (by client)", "connection is in closed state", "The client is closed"])(
    "where its error says so at once: %s",
    async (message) => {
      await closeCloseable({ close: () => expectNothing(message) });
      await closeCloseable({ close: () => Promise.reject(new Error(message)) });
    },
  );

  test("and no error of another meaning counts", async () => {
    await expect(closeCloseable({ close: () => expectNothing("could not be closed") })).rejects.toThrow();
  });

  test("a connection that is lost while it closes has failed", async () => {
    const lost = async () => {
      await new Promise(setImmediate);
      throw new Error("Connection closed");
    };
    await expect(closeCloseable({ close: lost })).rejects.toThrow("Connection closed");
    await closeCloseable({ quit: lost });
  });

  test("a property of that name that is a promise means nothing", async () => {
    const called: string[] = [];
    await closeCloseable({ close: () => void called.push("close"), closed: Promise.resolve() } as Closeable);
    expect(called).toEqual(["close"]);
  });
});

test("destroy gets no callback: what it declares is an error", async () => {
  const given: unknown[] = [];
  await closeCloseable({ destroy: (error?: unknown) => void given.push(error) });
  expect(given).toEqual([undefined]);
});

function expectNothing(message: string): never {
  throw new Error(message);
}

describe("a method that takes a callback is waited for until it calls back", () => {
  test("a WebSocket server: close(cb)", async () => {
    const server = Object.assign(new EventEmitter(), {
      close(done?: () => void) {
        if (done) server.once("close", done);
      },
    });
    const closing = closeCloseable(server);
    expect(await isClosed(closing)).toBe(false);
    server.emit("close");
    expect(await isClosed(closing)).toBe(true);
  });

  let ended = () => {};
  const keep = (done: () => void) => {
    ended = done;
  };

  test.each([
    ["a function", { close: keep }],
    [
      "a method",
      {
        close(callback: () => void) {
          ended = callback;
        },
      },
    ],
    [
      "minified code",
      {
        close: (e: () => void) => {
          ended = e;
        },
      },
    ],
    ["a bound function", { close: keep.bind(undefined) }],
  ])("whatever its shape: %s", async (_, client) => {
    const closing = closeCloseable(client as Closeable);
    expect(await isClosed(closing)).toBe(false);
    ended();
    expect(await isClosed(closing)).toBe(true);
  });

  test("a pool that returns a promise only where it is given no callback: end(cb)", async () => {
    let ended = () => {};
    const pool = {
      end(done?: () => void) {
        if (!done) return new Promise<void>((resolve) => (ended = resolve));
        ended = done;
        return undefined;
      },
    };
    const closing = closeCloseable(pool);
    expect(await isClosed(closing)).toBe(false);
    ended();
    expect(await isClosed(closing)).toBe(true);
  });

  test("a connection whose callback comes second: end(options, cb)", async () => {
    let ended = () => {};
    const connection = {
      end(options?: unknown, done?: () => void) {
        ended = (typeof options === "function" ? options : done) as () => void;
      },
    };
    const closing = closeCloseable(connection);
    expect(await isClosed(closing)).toBe(false);
    ended();
    expect(await isClosed(closing)).toBe(true);
  });

  test("a server that returns a promise and leaves the callback alone: the promise counts", async () => {
    let close = () => {};
    const server = { close: (_done?: () => void) => new Promise<void>((resolve) => (close = resolve)) };
    const closing = closeCloseable(server);
    expect(await isClosed(closing)).toBe(false);
    close();
    expect(await isClosed(closing)).toBe(true);
  });
});

test.each(["cb", "callback", "onClosed", "_done", "closeFn", "handler", "listener", "resolve", "t"])(
  "a callback goes to the only parameter of a method if that is named %s",
  async (name) => {
    const body = `setImmediate(() => { this.events.push("closed"); ${name}?.(); });`;
    const client = { close: new Function(name, body), events: [] };
    await closeCloseable(client as unknown as Parameters<typeof closeCloseable>[0]);
    expect(client.events).toEqual(["closed"]);
  },
);

describe("no callback goes to a method that would misread it", () => {
  test("an async one: close(force)", async () => {
    const given: unknown[][] = [];
    const connection = {
      async close(force?: boolean) {
        given.push([force]);
      },
    };
    await closeCloseable(connection);
    expect(given).toEqual([[undefined]]);
  });

  test("that of a job queue: close(doNotWaitJobs)", async () => {
    const given: unknown[][] = [];
    const queue = {
      close(doNotWaitJobs?: boolean) {
        given.push([doNotWaitJobs]);
        return Promise.resolve();
      },
    };
    await closeCloseable(queue);
    expect(given).toEqual([[undefined]]);
  });

  test("that of a WebSocket: close(code, reason)", async () => {
    const given: unknown[][] = [];
    const socket = {
      close(code?: number, reason?: string) {
        given.push([code, reason]);
      },
    };
    await closeCloseable(socket);
    expect(given).toEqual([[undefined, undefined]]);
  });
});

describe("Node's own", () => {
  test("a net.Server is closed when its last connection is", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
    const [accepted] = await once(server, "connection");
    const closing = closeCloseable(server);
    expect(server.listening).toBe(false);
    expect(await isClosed(closing)).toBe(false);
    accepted.end();
    client.end();
    await closing;
  });

  test("a net.Server without a disposal, as before Node had them, calls back", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    await closeCloseable({ close: server.close.bind(server) });
    expect(server.listening).toBe(false);
  });

  test("a message port is closed: what it calls back with is an event", async () => {
    const { port1, port2 } = new MessageChannel();
    const gone = once(port2, "close");
    await closeCloseable(port1);
    await gone;
  });

  test("a file that is written to is closed with every byte in it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "closeable-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "access.log");
    const file = createWriteStream(path);
    file.write("x".repeat(4_000_000));
    await closeCloseable(file);
    expect((await stat(path)).size).toBe(4_000_000);
  });

  test("a stream that was ended or destroyed before counts as closed", async () => {
    const ended = new Writable({ write: (_chunk, _encoding, done) => done() });
    ended.end("last");
    await once(ended, "finish");
    await closeCloseable(ended);
    const destroyed = new Writable();
    destroyed.destroy();
    await closeCloseable(destroyed);
  });

  test("a stream that knows no writableEnded counts as closed once it was ended, as a logger given twice", async () => {
    const logger = {
      writable: true,
      writableLength: 0,
      end(done?: () => void) {
        if (logger.writable && done) setImmediate(done);
        logger.writable = false;
      },
    };
    const closing = closeCloseable(logger);
    expect(await isClosed(closeCloseable(logger))).toBe(true);
    await closing;
  });

  test("a stream that breaks on the way fails the release", async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error("disk full")) });
    broken.on("error", () => {});
    broken.write("x");
    await expect(closeCloseable(broken)).rejects.toThrow("disk full");
  });
});

describe("a release in the shape in which it is run", () => {
  const context = { signal: new AbortController().signal };

  test("a function is run as it is", () => {
    const run = () => {};
    expect(releaseRun(run)).toEqual({ run, after: [], timeoutMs: undefined });
  });

  test("a step keeps its place and its time", () => {
    const run = () => {};
    expect(releaseRun({ run, after: ["a"], timeoutMs: 5 })).toEqual({ run, after: ["a"], timeoutMs: 5 });
  });

  test("a step with something closeable closes it", async () => {
    const called: string[] = [];
    const { run, after } = releaseRun({ run: { end: () => called.push("end") }, after: ["a"] });
    expect(called).toEqual([]);
    await run(context);
    expect([called, after]).toEqual([["end"], ["a"]]);
  });

  test("a worker that can both run and close is closed, never run", async () => {
    const called: string[] = [];
    const worker = { run: () => void called.push("run"), close: async () => void called.push("close") };
    await releaseRun(worker).run(context);
    expect(called).toEqual(["close"]);
  });

  test("a client that is a function and can end is ended, never called", async () => {
    const called: string[] = [];
    const sql = Object.assign(() => called.push("query"), { end: async () => void called.push("end") });
    await releaseRun(sql).run(context);
    expect(called).toEqual(["end"]);
  });
});
