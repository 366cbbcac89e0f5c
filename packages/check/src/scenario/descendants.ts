import { readdirSync, readFileSync } from "node:fs";

/** The variable by which every process that a command starts is known, also one that made a group of its own. */
export const MARK = "GRACEFUL_CHECK_PROCESS";

export interface Descendant {
  readonly pid: number;
  readonly command: string;
}

/**
 * What a command left running: the processes of its group, and those that carry its mark. Where there is no /proc, only
 * whether its group has any.
 */
export function descendants(group: number, mark: string): Descendant[] {
  if (process.platform !== "linux")
    return groupIsAlive(group) ? [{ pid: -group, command: "a process of its group" }] : [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`);
      // The name may hold blanks and brackets: the fields begin behind the last one.
      const [state, , processGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === undefined || state === "Z" || state === "X") return [];
      const isDescendant =
        Number(processGroup) === group || read(`/proc/${name}/environ`).includes(`${MARK}=${mark}\0`);
      if (!isDescendant) return [];
      const command = read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim();
      return [
        { pid: Number(name), command: command || stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")) },
      ];
    });
}

/** Ends all of them now. */
export function killDescendants(group: number, mark: string): void {
  kill(-group);
  if (process.platform === "linux") for (const { pid } of descendants(group, mark)) kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone by itself.
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

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
