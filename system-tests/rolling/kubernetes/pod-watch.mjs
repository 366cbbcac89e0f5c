import { Program } from "../../../test-kit/program.mjs";

const FIELDS = [
  ".type",
  ".object.metadata.name",
  ".object.metadata.deletionTimestamp",
  ".object.status.containerStatuses[*].state.terminated.exitCode",
  ".object.status.containerStatuses[*].restartCount",
];

/**
 * What is known of a pod. `exitCode` of its container is undefined while it runs, and where nobody told it.
 * @typedef {{ name: string, isLeaving: boolean, exitCode: number | undefined, restarts: number }} Pod
 */

/** The pods of the Deployment, as `kubectl get --watch` tells of them. */
export class PodWatch extends Program {
  /** @type {Map<string, Pod>} */
  #pods = new Map();

  /** @param {string} namespace */
  constructor(namespace) {
    const template = `${FIELDS.map((field) => `{${field}}`).join("|")}{"\\n"}`;
    super("kubectl", [
      ...["--namespace", namespace, "get", "pods", "--selector", "app=orders"],
      ...["--watch", "--output-watch-events", "--output", `jsonpath=${template}`],
    ]);
  }

  /** Those that nobody has told to end. */
  get current() {
    return [...this.#pods.values()].filter(({ isLeaving }) => !isLeaving);
  }

  /** How often a container was started again. */
  get restarts() {
    return [...this.#pods.values()].reduce((sum, { restarts }) => sum + restarts, 0);
  }

  /**
   * Of a pod's container, where it was told.
   * @param {string} name
   */
  exitCodeOf(name) {
    return this.#pods.get(name)?.exitCode;
  }

  /**
   * @override
   * @param {string} line
   */
  hear(line) {
    super.hear(line);
    const told = readEvent(line);
    if (told) this.#pods.set(told.name, withEvent(this.#pods.get(told.name), told));
  }
}

/**
 * A line of the watch, or `undefined` for another one.
 * @param {string} line
 */
export function readEvent(line) {
  const [type = "", name = "", deletedAt, exitCode, restarts, ...rest] = line.split("|");
  if (!/^(ADDED|MODIFIED|DELETED)$/.test(type) || restarts === undefined || rest.length > 0) return undefined;
  return {
    name,
    isLeaving: deletedAt !== "" || type === "DELETED",
    exitCode: exitCode ? Number(exitCode) : undefined,
    restarts: Number(restarts),
  };
}

/**
 * What is known of a pod after an event. Its last one may have lost the exit code that an earlier one told.
 * @param {Pod | undefined} before
 * @param {NonNullable<ReturnType<typeof readEvent>>} event
 * @returns {Pod}
 */
export function withEvent(before, { name, isLeaving, exitCode = before?.exitCode, restarts }) {
  return {
    name,
    isLeaving,
    // A container that ended while nobody had told its pod to is started again.
    exitCode: isLeaving ? exitCode : undefined,
    restarts: Math.max(restarts, before?.restarts ?? 0),
  };
}
