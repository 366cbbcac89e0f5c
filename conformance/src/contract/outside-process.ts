import { expect } from "vitest";
import { contractLine } from "../contract-line.js";
import { fateOf } from "../fate.js";
import { CLEAN, type OutsideSubject, RELEASED, sentenceOf } from "../outside-subject.js";
import { socketPath } from "../stage.js";

/** More lines than a pipe holds. */
const PRINTED = 15_000;
const FIRST = "data: first\n\n";

/**
 * The listener, the deadline, event streams, probes, releases and the end of the process: lines 11, 14, 15, 18,
 * 20 to 27.
 */
export function outsideProcess(subject: OutsideSubject): void {
  listener(subject);
  deadline(subject);
  sockets(subject);
  eventStreams(subject);
  probes(subject);
  releases(subject);
  budgetAndOutput(subject);
  signals(subject);
  heldExit(subject);
  ownEnd(subject);
}

function listener(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 11, sentenceOf(11), (promise) => {
    promise(
      "lame-duck",
      "new connections are served in the lame duck, with `Connection: close`, and refused after it",
      async (stage) => {
        const { app, connect } = await begin(stage, { lameDuckMs: 1_500, idleGraceMs: 0 });
        const busy = (await connect()).request("GET", "/gate/a");
        await app.ran("/gate/a");
        await app.signal();
        const fresh = (await connect()).request("GET", "/ok");
        expect(await fresh.response()).toMatchObject({ text: "ok", headers: { connection: "close" } });
        await app.refuses(await app.address());
        await app.open("a");
        expect((await busy.response()).text).toBe("a");
        expect(await app.ended()).toEqual(CLEAN);
      },
    );

    promise("refused", "new connections are refused while a request is in flight", async (stage) => {
      const { app, connect } = await begin(stage, { idleGraceMs: 30_000 });
      const busy = (await connect()).request("GET", "/gate/a");
      await app.ran("/gate/a");
      await app.signal();
      await app.refuses(await app.address());
      await app.open("a");
      await busy.ended();
      expect(await app.ended()).toEqual(CLEAN);
    });

    promise(
      "refused-beside-idle",
      "new connections are refused while an idle connection has its grace",
      async (stage) => {
        const { app } = await begin(stage, { idleGraceMs: 30_000 });
        const idle = await stage.connectIdle(await app.address());
        await app.signal();
        await app.refuses(await app.address());
        expect((await idle.request("GET", "/ok").response()).text).toBe("ok");
        expect(await app.ended()).toEqual(CLEAN);
      },
    );

    promise("burst", "60 connections that come around the signal are answered or refused", async (stage) => {
      const { app } = await begin(stage, { idleGraceMs: 300 });
      const address = await app.address();
      const fates: Promise<string>[] = [];
      const come = () => {
        for (let n = 0; n < 30; n++) fates.push(fateOf(stage.open({}, address).request("GET", "/ok")));
      };
      come();
      app.kill("SIGTERM");
      come();
      const others = (await Promise.all(fates)).filter((fate) => fate !== "answered" && fate !== "refused");
      expect(others).toEqual([]);
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}

function deadline(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 14, sentenceOf(14), (promise) => {
    promise("cut", "a handler that hangs and half a response are cut, with exit code 1", async (stage) => {
      const { app, connect } = await begin(stage, { drainMs: 600, idleGraceMs: 100 });
      const [hung, half] = [await connect(), await connect()];
      hung.request("GET", "/gate/a");
      half.request("GET", "/stream/a");
      await app.ran("/gate/a");
      await half.receives("first,");
      await app.signal();
      for (const client of [hung, half]) await client.closed();
      expect(await app.ended()).toEqual({ code: 1, signal: null });
      expect([...hung.responses, ...half.responses]).toEqual([]);
      for (const path of ["/gate/a", "/stream/a"]) {
        expect(app.log).toContainEqual(expect.stringMatching(new RegExp(`GET ${path}`)));
      }
      expect(app.told).toEqual([...RELEASED, "exit 1 closed"]);
    });
  });
}

function sockets(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 15, sentenceOf(15), (promise) => {
    promise("unix-socket", "a request in flight on a Unix socket", async (stage) => {
      const { app, connect } = await begin(stage, { path: socketPath() });
      const client = (await connect()).request("GET", "/gate/a");
      await app.ran("/gate/a");
      await app.signal();
      await app.open("a");
      expect(await client.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
      await client.ended();
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}

function eventStreams(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 18, sentenceOf(18), (promise) => {
    promise(
      "events",
      "an event stream that answers a GET ends, one that answers a POST comes whole",
      async (stage) => {
        const { app, connect } = await begin(stage);
        const [listening, answer] = [await connect(), await connect()];
        listening.request("GET", "/events/a");
        answer.request("POST", "/events/b");
        for (const client of [listening, answer]) await client.receives(FIRST);
        await app.signal();
        expect(await listening.response()).toMatchObject({ text: FIRST, framing: "chunked" });
        await listening.ended();
        await app.open("b");
        expect(await answer.response()).toMatchObject({ text: `${FIRST}data: last\n\n` });
        await answer.ended();
        expect(await app.ended()).toEqual(CLEAN);
      },
    );

    promise(
      "events-reported",
      "the log says which event stream was ended and which was answered",
      async (stage) => {
        const { app, connect } = await begin(stage);
        const address = await app.address();
        const [listening, answer] = [await connect(), await connect()];
        listening.request("GET", "/events/a");
        answer.request("POST", "/events/b");
        for (const client of [listening, answer]) await client.receives(FIRST);
        await app.signal();
        await listening.ended();
        // From then on Deno itself destroys a connection behind its last response.
        await app.refuses(address);
        await app.open("b");
        await answer.ended();
        expect(await app.ended()).toEqual(CLEAN);
        expect(app.log.at(-1)).toMatch(/1 request answered, .*1 .*ended/);
      },
    );
  });
}

function probes(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 20, sentenceOf(20), (promise) => {
    promise("probes", "probes on a port of their own", async (stage) => {
      const { app, connect } = await begin(stage, { health: { live: "/livez", ready: "/readyz" } });
      const [, port] = await app.line(/^log Health probes on port (\d+)/);
      const probe = async (path: string) => {
        const client = await stage.connect({ tls: false }, { port: Number(port) });
        const { status } = await client.request("GET", path).response();
        client.close();
        return status;
      };
      const busy = (await connect()).request("GET", "/gate/a");
      await app.ran("/gate/a");
      expect([await probe("/livez"), await probe("/readyz")]).toEqual([200, 200]);
      await app.signal();
      expect([await probe("/livez"), await probe("/readyz")]).toEqual([200, 503]);
      await app.open("a");
      await busy.ended();
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}

function releases(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 21, sentenceOf(21), (promise) => {
    promise(
      "release-hangs",
      "a release that hangs: the others run, and the exit code is 1",
      async (stage) => {
        const { app } = await begin(stage, { hang: true });
        await app.address();
        await app.signal();
        expect(await app.ended()).toEqual({ code: 1, signal: null });
        expect(app.told).toEqual([...RELEASED, "exit 1 closed"]);
        expect(app.log).toContainEqual(expect.stringMatching(/"hung"/));
      },
    );
  });
}

function budgetAndOutput(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 22, sentenceOf(22), (promise) => {
    promise("budget", "a handler and a release that hang: exit code 1", async (stage) => {
      const { app, connect } = await begin(stage, { hang: true, budgetMs: 2_000, idleGraceMs: 100 });
      const client = (await connect()).request("GET", "/gate/a");
      await app.ran("/gate/a");
      await app.signal();
      await client.closed();
      expect(await app.ended()).toEqual({ code: 1, signal: null });
      expect(app.told).toEqual([...RELEASED, "exit 1 closed"]);
    });
  });

  contractLine(subject, 23, sentenceOf(23), (promise) => {
    promise("printed", "200 kB that the last release writes into a pipe", async (stage) => {
      const { app } = await begin(stage, { printed: PRINTED });
      await app.address();
      await app.signal();
      expect(await app.ended()).toEqual(CLEAN);
      expect(app.printed).toBe(PRINTED);
      expect(app.told).toEqual([...RELEASED, "exit 0 closed"]);
    });
  });

  contractLine(subject, 25, sentenceOf(25), (promise) => {
    promise("nothing-left", "no listener of the process is left, and nothing holds it", async (stage) => {
      const { app, connect } = await begin(stage, { exit: false });
      const client = (await connect()).request("GET", "/gate/a");
      await app.ran("/gate/a");
      await app.signal();
      await app.open("a");
      await client.ended();
      await app.line(/^left nothing$/);
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}

function signals(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 24, sentenceOf(24), (promise) => {
    promise("unlistened", "a signal before `listen`", async (stage) => {
      const { app } = await begin(stage, { unlistened: "working" });
      await app.line(/^working$/);
      await app.signal();
      expect(await app.ended()).toEqual(CLEAN);
    });

    promise("second-signal", "a second signal cuts what is left, and the releases run", async (stage) => {
      const { app, connect } = await begin(stage);
      const client = (await connect()).request("GET", "/gate/a");
      await app.ran("/gate/a");
      await app.signal();
      // Signals within 250 ms of one another count as one.
      await new Promise((resolve) => setTimeout(resolve, 400));
      app.kill("SIGTERM");
      await client.closed();
      expect(await app.ended()).toEqual({ code: 143, signal: null });
      expect(app.told).toEqual([...RELEASED, "exit 143 closed"]);
    });
  });
}

function heldExit(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 26, sentenceOf(26), (promise) => {
    promise("held-exit", "`process.exit(3)` in the middle of a request", async (stage) => {
      const { app, connect } = await begin(stage);
      const client = (await connect()).request("GET", "/gate/a");
      await app.ran("/gate/a");
      await app.signal();
      await app.open("exit");
      await app.line(/^log process\.exit\(3\) waits until the shutdown is over/);
      await app.open("a");
      expect((await client.response()).text).toBe("a");
      await client.ended();
      expect(await app.ended()).toEqual(CLEAN);
      expect(app.told).toEqual([...RELEASED, "exit 0 closed"]);
    });
  });
}

function ownEnd(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 27, sentenceOf(27), (promise) => {
    promise("ends-unlistened", "a process that never listened", async (stage) => {
      const { app } = await begin(stage, { unlistened: "idle" });
      expect(await app.ended()).toEqual(CLEAN);
      expect(app.told).toEqual(["exit 0 serving"]);
    });
  });
}
