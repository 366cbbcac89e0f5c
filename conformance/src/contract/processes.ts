import { expect } from "vitest";
import type { Address } from "../../../test-kit/raw-client.mjs";
import type { AppProcess } from "../app-process.js";
import { contractLine, type Subject } from "../contract-line.js";
import { Http2Client } from "../http2-client.js";
import { placeInOthers } from "../place-in-others.js";
import type { Stage } from "../stage.js";

export interface ProcessSubject extends Subject {
  /** How an application calls the framework's own shutdown, where it has one. */
  readonly ownShutdown: string | undefined;
  /** Runs a scene of `process/app.ts`. `channel`: with an IPC channel. */
  fork(scene: string, options?: { channel: boolean }): AppProcess;
}

const CLEAN = { code: 0, signal: null };
const waitingFor = (names: RegExp) =>
  new RegExp(`SIGTERM will wait until the drain is over: ${names.source}`);
const HELD_EXIT = /process\.exit\(0?\) waits until the shutdown is over: called at /;
const HELD_KILL = /process\.kill\(process\.pid, "SIGTERM"\) waits until the shutdown is over: called at /;

/** What shows only in a process that may end: lines 26 and 27. */
export function processes(subject: ProcessSubject): void {
  endedByNobodyElse(subject);
  keptAliveByNothing(subject);
}

function endedByNobodyElse(subject: ProcessSubject): void {
  const { ownShutdown } = subject;

  /**
   * Sends SIGTERM under a request that is answered when all of `lines` were logged, and resolves when the process has
   * ended: the client has the whole answer, and the exit code is 0.
   */
  async function shutDown(stage: Stage, scene: string, ...lines: RegExp[]): Promise<AppProcess> {
    const app = stage.adopt(subject.fork(scene));
    const { client, answered } = await request(subject, stage, await app.address(), "/gate/a");
    // If it never comes, an earlier wait may fail first.
    answered.catch(() => {});
    await app.line(/^in flight/);
    app.kill("SIGTERM");
    for (const line of lines) await app.line(line);
    app.kill("SIGUSR2");
    expect((await answered).text).toBe("a");
    await client.ended();
    expect(await app.ended()).toEqual(CLEAN);
    return app;
  }

  contractLine(
    subject,
    26,
    "Nothing else ends the process in the middle of its shutdown: no other signal listener, " +
      "no framework's own shutdown, no `process.exit()` in a library. The log names what asked for it.",
    (promise) => {
      promise("others-exit", "listeners before and after `graceful()` that exit at once", async (stage) => {
        const app = await shutDown(
          stage,
          "exits",
          waitingFor(/exits, added before graceful\(\), bound exits at /),
        );
        expect(app.told).toEqual(["pool released", "exits runs", "exits runs", "exit 0 closed"]);
        expect(app.log).toContainEqual(expect.stringContaining(placeInOthers('process.on("SIGTERM"')));
        const exits = app.log.filter((line) => HELD_EXIT.test(line));
        const place = expect.stringContaining(placeInOthers("process.exit(0); // at once"));
        expect(exits).toEqual([place]);
      });

      promise("others-signal", "listeners that signal the process again 400 ms later", async (stage) => {
        const app = await shutDown(
          stage,
          "signalsAgain",
          waitingFor(/signalsAgain, .*, bound signalsAgain at /),
        );
        expect(app.told).toEqual([
          "pool released",
          "signalsAgain runs",
          "signalsAgain runs",
          "exit 0 closed",
        ]);
        const signals = app.log.filter((line) => HELD_KILL.test(line));
        const place = expect.stringContaining(placeInOthers("process.kill(process.pid, signal)"));
        expect(signals).toEqual([place]);
      });

      promise("others-in-the-middle", "timers that exit and signal under a request", async (stage) => {
        const app = await shutDown(stage, "inTheMiddle", HELD_EXIT, HELD_KILL);
        expect(app.told).toEqual(["pool released", "exit 0 closed"]);
        expect(app.log).toContainEqual(
          expect.stringContaining(placeInOthers("setTimeout(() => process.exit(0)")),
        );
        expect(app.log).toContainEqual(
          expect.stringContaining(placeInOthers("setTimeout(() => process.kill(")),
        );
      });

      const closing = `a listener with ${ownShutdown ?? "server.close(() => process.exit())"}`;
      promise("others-close", closing, async (stage) => {
        const scene = ownShutdown ? "closesFramework" : "closesServer";
        const app = await shutDown(stage, scene, waitingFor(new RegExp(`${scene} at `)));
        expect(app.told).toEqual(["pool released", `${scene} runs`, `${scene} is over`, "exit 0 closed"]);
        expect(app.log).toContainEqual(expect.stringContaining(placeInOthers('process.on("SIGTERM"')));
        const place = placeInOthers("process.exit(); // at the end of closesServer");
        const exits = app.log.filter((line) => HELD_EXIT.test(line));
        expect(exits).toEqual(ownShutdown ? [] : [expect.stringContaining(place)]);
      });
    },
  );
}

function keptAliveByNothing(subject: ProcessSubject): void {
  const { ownShutdown } = subject;

  contractLine(
    subject,
    27,
    "`graceful()` keeps no process alive that would have ended without it.",
    (promise) => {
      promise("ends-unlistened", "a process with an IPC channel that never listened", async (stage) => {
        const app = stage.adopt(subject.fork("neverListens", { channel: true }));
        expect(await app.ended()).toEqual(CLEAN);
        expect(app.told).toEqual(["exit 0 serving"]);
        expect(app.log).toEqual([]);
      });

      promise("ends-unlistened-probed", "a process that listened for probes only", async (stage) => {
        const app = stage.adopt(subject.fork("listensForProbes", { channel: true }));
        expect(await app.ended()).toEqual(CLEAN);
        expect(app.told).toEqual(["exit 0 serving"]);
        expect(app.log).toEqual([expect.stringMatching(/^log Health probes on port \d+/)]);
      });

      promise(
        "ends-closed",
        "a process with an IPC channel whose server the application closed",
        async (stage) => {
          const app = await closed(stage, "serverClosed");
          expect(app.told).toEqual(["exit 0 serving"]);
          expect(app.log).toEqual([]);
        },
      );

      if (!ownShutdown) return;
      promise(
        "ends-closed-by-framework",
        `a process that called ${ownShutdown}, drained first`,
        async (stage) => {
          const app = await closed(stage, "frameworkClosed");
          expect(app.told).toEqual(["pool released", "exit 0 closed"]);
          expect(app.log).toEqual([
            expect.stringMatching(/^log \w+ close: draining /),
            expect.stringMatching(/^log Closed in .*, clean: .* done$/),
          ]);
        },
      );
    },
  );

  /** Lets it close its listener after it has answered a request whose client has gone. */
  async function closed(stage: Stage, scene: string): Promise<AppProcess> {
    const app = stage.adopt(subject.fork(scene, { channel: true }));
    const { client, answered } = await request(subject, stage, await app.address(), "/ok");
    expect((await answered).text).toBe("ok");
    client.close();
    app.kill("SIGUSR2");
    expect(await app.ended()).toEqual(CLEAN);
    return app;
  }
}

async function request({ over }: ProcessSubject, stage: Stage, address: Address, path: string) {
  if (over === "HTTP/2") {
    const client = stage.adopt(await Http2Client.connect(address, stage.tls));
    return { client, answered: client.request(path).response() };
  }
  const client = await stage.connect({}, address);
  return { client, answered: client.request("GET", path).response() };
}
