import {
  type FromPrimary,
  type FromWorker,
  unwrap,
  type WorkerNumbers,
  type WorkerSettings,
  wrap,
} from "../messages.js";
import { endWhenIdle } from "./end-when-idle.js";
import { watchLifecycles } from "./lifecycles.js";
import { OpenServers } from "./open-servers.js";
import { reportLastOutput } from "./report-last-output.js";
import { untilAnswers } from "./until-answers.js";
import { untilNoHandshake } from "./until-no-handshake.js";

/** Signals that a terminal sends to the whole process group, and that only the primary handles. */
const FOR_PRIMARY: readonly NodeJS.Signals[] = process.platform === "win32" ? [] : ["SIGHUP", "SIGQUIT"];

const DRAINING: readonly WorkerNumbers["phase"][] = ["lame-duck", "draining", "releasing"];

const ignore = () => {};

/**
 * Answers the primary of this worker: tells it when the worker is ready, closes the listeners when the primary asks for
 * it, and sends numbers and reports.
 */
export function superviseSelf({ readyPath, budgetMs }: WorkerSettings): void {
  const send = (message: FromWorker) => {
    // The callback keeps an error of the channel from becoming an uncaught exception.
    if (process.connected) process.send?.(wrap(message), undefined, undefined, ignore);
  };
  const onReady = reportLastOutput(
    (text) => send({ type: "said", text }),
    () => (idleEnd.isEnding ? "nothing was left to do, and no server listens" : undefined),
  );
  for (const signal of FOR_PRIMARY) process.on(signal, ignore);

  const servers = new OpenServers();
  const lifecycles = watchLifecycles(servers, budgetMs, {
    onReport: (report) => send({ type: "report", ...report }),
    onDraining: () => send({ type: "drains" }),
  });
  const waits = (waitsFor: string) => send({ type: "waits", waitsFor });
  lifecycles.onServing(
    async () => {
      if (readyPath !== undefined) await untilAnswers(servers, readyPath, waits);
      idleEnd.stop();
      onReady();
      send({ type: "ready" });
    },
    () => waits("it listens, but a lifecycle in it waits for `markStarted()`, or for a server of its own"),
  );

  process.on("message", (message) => {
    const order = unwrap<FromPrimary>(message);
    switch (order?.type) {
      case "leave":
        servers.closeAll();
        void untilNoHandshake(lifecycles).then(() => send({ type: "left" }));
        return;
      case "ask":
        send({ type: "numbers", ...lifecycles.numbers(), rssBytes: process.memoryUsage.rss() });
        return;
      case "echo":
        idleEnd.onEcho();
        return;
      case "drain":
        // A signal to the whole process group may have come first. A second one would cut what is left.
        if (!DRAINING.includes(lifecycles.numbers().phase)) process.kill(process.pid, "SIGTERM");
        return;
      case undefined:
        return;
      default:
        order satisfies never;
    }
  });
  const idleEnd = endWhenIdle(
    () => send({ type: "ask-echo" }),
    () => lifecycles.numbers().phase !== "starting",
  );
}
