import { fileURLToPath } from "node:url";
import { Program } from "../../../test-kit/program.mjs";

const PROGRAM = "load-program.mjs";
/** Requests may take as long as the patience of their clients. */
const END_BOUND_MS = 60_000;

/**
 * What the clients of a run saw. `refused`: nobody listened where they connected; `failed`: any other end without the
 * whole and right answer.
 * @typedef {{ requests: number, refused: number, failed: number, slowestMs: number, lines: string[] }} Seen
 */

/** The clients of a run: `outside` on this machine, `inside` in the pod `clients`. */
export class LoadProcess {
  #program;

  /**
   * @param {"outside" | "inside"} from
   * @param {{ namespace: string, host: string, port: number, kind: string, rate: number }} load
   */
  constructor(from, { namespace, host, port, kind, rate }) {
    const args = [host, String(port), kind, String(rate)];
    const inPod = ["--namespace", namespace, "exec", "--stdin", "clients", "--", "node"];
    const [command, before] =
      from === "inside"
        ? ["kubectl", [...inPod, `system-tests/rolling/kubernetes/${PROGRAM}`]]
        : [process.execPath, [fileURLToPath(new URL(PROGRAM, import.meta.url))]];
    this.#program = new Program(command, [...before, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      boundMs: END_BOUND_MS,
    });
  }

  /** Resolves when the clients send. */
  async sending() {
    await this.#program.line(/^sending$/);
  }

  /** Tells that a rollout begins: failures are shown with the time since then. */
  rollout() {
    this.#program.write("rollout\n");
  }

  /**
   * The clients send nothing new. Resolves to what they saw.
   * @returns {Promise<Seen>}
   */
  async stop() {
    /** @type {import("node:stream").Writable} */ (this.#program.stdio[0]).end();
    const [line] = await this.#program.line(/^\{.*\}$/);
    return JSON.parse(line);
  }

  kill() {
    this.#program.kill();
  }
}
