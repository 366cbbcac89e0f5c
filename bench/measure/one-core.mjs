import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Puts a process, all its threads, on the first core that this one may use, and lets nobody interrupt anybody there:
 * each works until it has nothing left to do (`SCHED_BATCH`). A server and its clients then take turns, always with
 * as many requests at once, where on two cores chance says how many a turn of the event loop finds, and with that
 * what each costs. Both tools are util-linux's.
 */
export function shareOneCore(pid) {
  const allowed = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1] ?? "";
  execFileSync("taskset", ["-apc", allowed, `${pid}`], { stdio: "ignore" });
  execFileSync("chrt", ["-abp", "0", `${pid}`], { stdio: "ignore" });
}
