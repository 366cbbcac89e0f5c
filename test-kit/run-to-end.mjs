import { once } from "node:events";
import { text } from "node:stream/consumers";
import { spawnTracked } from "./spawn-tracked.mjs";

/**
 * Runs a command to its end and collects stdout and stderr separately. Rejects if it cannot be started, but not if it
 * fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 */
export async function runToEnd(command, args, options = {}) {
  const child = spawnTracked(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [, stdout, stderr] = /** @type {import("node:stream").Readable[]} */ (child.stdio);
  const read = [stdout, stderr].map((output) => (output ? text(output) : ""));
  const [[status], out, err] = await Promise.all([once(child, "close"), ...read]);
  return { status: /** @type {number | null} */ (status), stdout: `${out}`, stderr: `${err}` };
}
