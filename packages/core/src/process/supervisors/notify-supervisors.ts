import { parentProcess } from "./parent-process.js";
import { pm2 } from "./pm2.js";
import type { SupervisedProcess, Supervisor } from "./supervisor.js";
import { systemd } from "./systemd.js";

/** The progress of one lifecycle that supervisors are notified of. */
export type Progress = "starting" | "serving" | "stopping";

/**
 * Combines the progress of several lifecycles: the process is ready when the last one serves, and stops when the last
 * one stops.
 */
export interface SupervisorNotifier {
  note(member: object, progress: Progress): void;
  leave(member: object): void;
  ended(): void;
}

export function notifySupervisors(supervised: SupervisedProcess): SupervisorNotifier {
  const progress = new Map<object, Progress>();
  /** The supervisors that the environment shows: none for most processes, more than one for some. */
  let supervisors: Supervisor[] = [];
  let notified: Progress = "starting";

  const notifyAll = (next: "serving" | "stopping") => {
    if (notified === next || notified === "stopping") return;
    notified = next;
    for (const supervisor of supervisors) next === "serving" ? supervisor.ready?.() : supervisor.stopping?.();
  };
  return {
    note(member, next) {
      if (progress.size === 0) {
        supervisors = [pm2(), systemd(supervised), parentProcess(supervised)].filter(
          (supervisor) => supervisor !== undefined,
        );
        notified = "starting";
      }
      progress.set(member, next);
      const all = [...progress.values()];
      if (all.every((other) => other === "stopping")) notifyAll("stopping");
      else if (!all.includes("starting")) notifyAll("serving");
    },
    leave(member) {
      if (!progress.delete(member) || progress.size > 0) return;
      for (const supervisor of supervisors) supervisor.leave?.();
    },
    ended() {
      for (const supervisor of supervisors) supervisor.ended?.();
    },
  };
}
