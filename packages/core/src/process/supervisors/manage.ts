import type { Managed, Manager } from "./manager.js";
import { parentProcess } from "./parent-process.js";
import { pm2 } from "./pm2.js";
import { systemd } from "./systemd.js";

/** What the managers hear of one lifecycle. */
export type Progress = "starting" | "serving" | "stopping";

/** Makes one of what several lifecycles tell: a process is as ready as its last, and stops with its last. */
export interface Management {
  note(who: object, progress: Progress): void;
  leave(who: object): void;
  ended(): void;
}

export function manage(managed: Managed): Management {
  const progress = new Map<object, Progress>();
  /** Those that show themselves in the environment: none in most processes, more than one in some. */
  let managers: Manager[] = [];
  let told: Progress = "starting";

  const tell = (now: "serving" | "stopping") => {
    if (told === now || told === "stopping") return;
    told = now;
    for (const manager of managers) now === "serving" ? manager.ready?.() : manager.stopping?.();
  };
  return {
    note(who, its) {
      if (progress.size === 0) {
        managers = [pm2(), systemd(managed), parentProcess(managed)].filter(
          (manager) => manager !== undefined,
        );
        told = "starting";
      }
      progress.set(who, its);
      const all = [...progress.values()];
      if (all.every((one) => one === "stopping")) tell("stopping");
      else if (!all.includes("starting")) tell("serving");
    },
    leave(who) {
      if (!progress.delete(who) || progress.size > 0) return;
      for (const manager of managers) manager.leave?.();
    },
    ended() {
      for (const manager of managers) manager.ended?.();
    },
  };
}
