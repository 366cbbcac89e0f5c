import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** This variable marks every process that a command starts, also one that has made a process group of its own. */
export const MARK = "GRACEFUL_CHECK_PROCESS";

/** The states of a process that has ended and is still listed, and that of one that is not listed. */
const ENDED = new Set(["Z", "X", ""]);
const GONE_MS = 1_000;
const POLL_MS = 5;

/** The place of the start time behind the name of a process. */
const START_TIME = 19;

export interface Descendant {
  readonly pid: number;
  readonly command: string;
}

/**
 * The processes that a command left running: those of its group, and those with its mark. Without /proc this only tells
 * whether the group has any.
 */
export function descendants(group: number, mark: string): Descendant[] {
  if (process.platform !== "linux")
    return groupIsAlive(group) ? [{ pid: -group, command: "a process of its group" }] : [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`);
      const [state = "", , processGroup] = fieldsOf(stat);
      if (ENDED.has(state)) return [];
      const isDescendant =
        Number(processGroup) === group || read(`/proc/${name}/environ`).includes(`${MARK}=${mark}\0`);
      if (!isDescendant) return [];
      const command = read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim();
      return [
        { pid: Number(name), command: command || stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")) },
      ];
    });
}

/** When a process began, in ticks of the kernel. Without /proc, and once it is gone, it is not known. */
export function startTimeOf(pid: number | undefined): number | undefined {
  const time = fieldsOf(read(`/proc/${pid}/stat`))[START_TIME];
  return time === undefined ? undefined : Number(time);
}

/** Kills all of them. */
export function killDescendants(group: number, mark: string): void {
  kill(-group);
  if (process.platform === "linux") for (const { pid } of descendants(group, mark)) kill(pid);
}

/**
 * Kills a process that is no child of this one, and resolves when it is gone: on a busy machine that takes a moment,
 * for which it is waited for a second at most.
 */
export async function killed(pid: number): Promise<void> {
  kill(pid);
  for (let waitedMs = 0; waitedMs < GONE_MS && runs(pid); waitedMs += POLL_MS) await sleep(POLL_MS);
}

function runs(pid: number): boolean {
  const [state = ""] = fieldsOf(read(`/proc/${pid}/stat`));
  return !ENDED.has(state);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // The process has ended by itself.
  }
}

function groupIsAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

/** The fields after the name in /proc/pid/stat. The name may contain blanks and brackets: the last bracket counts. */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
