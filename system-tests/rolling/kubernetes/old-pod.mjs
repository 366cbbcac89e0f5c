import { Program } from "../../../test-kit/program.mjs";

/** A grace period of 30 s, and what a busy kubelet needs to tell of an end. */
const END_BOUND_MS = 150_000;
const LAST_WORD = /^exit code (\d+)$/;
/** 128 and the number of SIGKILL. */
const KILLED = 137;

/**
 * How the container of a pod ended: by itself, by a signal that left it no last word, or in a way that nobody told.
 * @typedef {{ how: "by itself", code: number, lines: string[] }
 *   | { how: "killed", lines: string[] }
 *   | { how: "unseen", lines: string[] }} Ending
 */

/** A pod that a rollout is about to replace, and its log as it is written. */
export class OldPod {
  #name;
  #log;

  /**
   * @param {string} namespace
   * @param {string} name
   */
  constructor(namespace, name) {
    this.#name = name;
    this.#log = new Program("kubectl", ["--namespace", namespace, "logs", "--follow", name], {
      boundMs: END_BOUND_MS,
    });
  }

  /**
   * Resolves when its container has ended.
   * @param {import("./pod-watch.mjs").PodWatch} watch
   */
  async ending(watch) {
    // The log ends with the container. The pod may stay for a minute longer, and be deleted without its exit code.
    const { code } = await this.#log.over();
    return endingOf({ lines: this.#log.lines, isWhole: code === 0, exitCode: watch.exitCodeOf(this.#name) });
  }

  leave() {
    this.#log.kill();
  }
}

/**
 * The last word counts first: who was killed has none, and a kubelet that found no container any more tells 137.
 * @param {{ lines: string[], isWhole: boolean, exitCode: number | undefined }} told
 * @returns {Ending}
 */
export function endingOf({ lines, isWhole, exitCode }) {
  const said = lines.flatMap((line) => LAST_WORD.exec(line)?.[1] ?? []).at(-1);
  if (said !== undefined) return { how: "by itself", code: Number(said), lines };
  if (exitCode === KILLED || (exitCode === undefined && isWhole)) return { how: "killed", lines };
  if (exitCode === undefined) return { how: "unseen", lines };
  return { how: "by itself", code: exitCode, lines };
}
