import { type FromPrimary, type FromWorker, unwrap, type WorkerSettings, wrap } from "../messages.js";
import { watchLifecycles } from "./lifecycles.js";
import { OpenServers } from "./open-servers.js";
import { reportLastOutput } from "./report-last-output.js";
import { untilAnswers } from "./until-answers.js";
import { untilNoHandshake } from "./until-no-handshake.js";

/** Signals that reach a whole process group, as from a terminal, and are the primary's to act upon. */
const FOR_PRIMARY: readonly NodeJS.Signals[] = process.platform === "win32" ? [] : ["SIGHUP", "SIGQUIT"];

const ignore = () => {};

/**
 * What a worker does for its primary: says when it is ready, leaves the rotation when it is asked to, and tells how it
 * is.
 */
export function superviseSelf({ readyPath, budgetMs }: WorkerSettings): void {
  const send = (message: FromWorker) => {
    // With a callback, an error of the channel goes there instead of becoming an uncaught exception.
    if (process.connected) process.send?.(wrap(message), undefined, undefined, ignore);
  };
  const stopReporting = reportLastOutput((text) => send({ type: "said", text }));
  for (const signal of FOR_PRIMARY) process.on(signal, ignore);

  const servers = new OpenServers();
  const lifecycles = watchLifecycles(servers, budgetMs, (report) => send({ type: "report", ...report }));
  lifecycles.onServing(async () => {
    if (readyPath !== undefined) await untilAnswers(servers, readyPath);
    stopReporting();
    send({ type: "ready" });
  });

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
      case undefined:
        return;
      default:
        order satisfies never;
    }
  });
}
