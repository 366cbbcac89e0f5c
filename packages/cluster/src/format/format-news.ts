import type { WorkerReport } from "../messages.js";
import type { News } from "../supervisor/commands.js";
import { howEnded, lastOutput } from "../supervisor/ending-text.js";
import type { Ending } from "../supervisor/events.js";
import { count } from "./count.js";

/** What else is known about the worker of the news. */
export interface Subject {
  readonly pid: number | undefined;
  readonly report: WorkerReport | undefined;
}

/** The level and the text of one log line. `undefined` if there is nothing to log. */
export function formatNews(
  news: News,
  subjectOf: (id: number) => Subject,
  wanted: number,
): readonly ["info" | "warn" | "error", string] | undefined {
  const worker = (id: number) => `Worker ${id} (pid ${subjectOf(id).pid ?? "none"})`;
  switch (news.type) {
    case "serving":
      return ["info", count(wanted, "worker serves", "workers serve")];
    case "ready":
      return ["info", `${worker(news.id)} is ready`];
    case "died": {
      const { id, ending, againMs, wasReady } = news;
      const next = againMs ? `; the next one starts in ${Math.ceil(againMs)} ms` : "";
      // Node prints why it aborts, where this process does not see it.
      const why = ending.signal === "SIGABRT" ? "; if it printed why, that is above" : lastOutput(ending);
      return ["error", `${worker(id)} ${howEnded(ending, wasReady)}${next}${why}`];
    }
    case "gone": {
      const { id, ending } = news;
      return [ending.code === 0 ? "info" : "warn", `${worker(id)} ${howGone(ending, subjectOf(id).report)}`];
    }
    case "killed":
      return ["warn", `${worker(news.id)} was not done in time: it is killed`];
    case "reloading":
      return ["info", `Reload: version ${news.generation} replaces the workers one after the other`];
    case "reloaded":
      return ["info", `Reloaded: all workers run version ${news.generation}`];
    case "superseded":
      return ["info", `The reload of version ${news.generation} is taken over by the next one`];
    case "aborted": {
      const rest = news.isStop ? "" : ", and the other workers serve on";
      const line = `The reload to version ${news.generation} is aborted${rest}: ${firstLine(news.reason)}`;
      return [news.isStop ? "info" : "error", line];
    }
    case "recycling":
      return ["info", `${worker(news.id)} is replaced: ${news.reason}`];
    case "recycles-wait": {
      const { id, reason, waitMs } = news;
      const what = `${worker(id)} is a replacement, and too large already: ${reason}`;
      const why = "The limit may be too small for this program";
      const when = `The next replacement waits ${Math.round(waitMs / 1_000)} s, later ones up to 10 minutes`;
      return ["warn", `${what}. ${why}. ${when}`];
    }
    case "stopping":
      return ["info", `${news.reason}: all workers drain`];
    case "gave-up":
      return [
        "error",
        `No worker got ready in ${count(news.attempts, "attempt")}. The last one: ${news.reason}`,
      ];
    default:
      return news satisfies never;
  }
}

function howGone(ending: Ending, report: WorkerReport | undefined): string {
  const { code, signal } = ending;
  const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
  return report ? `${how}: ${formatCounts(report)}` : `${how}${code === 0 ? "" : lastOutput(ending)}`;
}

/** The line about the worker that failed has its whole output. */
function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** `15 requests answered, 1 cut` */
export function formatCounts({ answered, probes, ended, refused, aborted, cut }: WorkerReport): string {
  return [
    `${count(answered, "request")} answered`,
    probes > 0 && `${count(probes, "health probe")} answered`,
    ended > 0 && `${count(ended, "event stream")} ended`,
    refused > 0 && `${refused} refused`,
    aborted > 0 && `${aborted} given up by their clients`,
    cut > 0 && `${cut} cut`,
  ]
    .filter(Boolean)
    .join(", ");
}
