import { parentProcess } from "./parent-process.js";
import { pm2 } from "./pm2.js";
import type { SupervisedProcess, Supervisor } from "./supervisor.js";
import { systemd } from "./systemd.js";

/** What supervisors hear of one lifecycle. */
export type Progress = "starting" | "serving" | "stopping";

/** Makes one of what several lifecycles tell: a process is as ready as its last, and stops with its last. */
export interface SupervisorNotifier {
  note(who: object, progress: Progress): void;
  leave(who: object): void;
  ended(): void;
}

export function notifySupervisors(supervised: SupervisedProcess): SupervisorNotifier {
  const progress = new Map<object, Progress>();
  /** Those that show themselves in the environment: none in most processes, more than one in some. */
  let supervisors: Supervisor[] = [];
  let told: Progress = "starting";

  const tell = (now: "serving" | "stopping") => {
    if (told === now || told === "stopping") return;
    told = now;
    for (const supervisor of supervisors) now === "serving" ? supervisor.ready?.() : supervisor.stopping?.();
  };
  return {
    note(who, now) {
      if (progress.size === 0) {
        supervisors = [pm2(), systemd(supervised), parentProcess(supervised)].filter(
          (supervisor) => supervisor !== undefined,
        );
        told = "starting";
      }
      progress.set(who, now);
      const all = [...progress.values()];
      if (all.every((one) => one === "stopping")) tell("stopping");
      else if (!all.includes("starting")) tell("serving");
    },
    leave(who) {
      if (!progress.delete(who) || progress.size > 0) return;
      for (const supervisor of supervisors) supervisor.leave?.();
    },
    ended() {
      for (const supervisor of supervisors) supervisor.ended?.();
    },
  };
}
