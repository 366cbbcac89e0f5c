import { runToEnd } from "../../../test-kit/run-to-end.mjs";

/** @typedef {(...args: string[]) => Promise<string>} Kubectl Resolves to what it printed; rejects with what it said. */

/**
 * kubectl in a namespace.
 * @param {string} namespace
 * @returns {Kubectl}
 */
export function kubectlIn(namespace) {
  return (...args) => kubectl("--namespace", namespace, ...args);
}

/** @type {Kubectl} */
export async function kubectl(...args) {
  const { status, stdout, stderr } = await runToEnd("kubectl", args);
  if (status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim() || `exit code ${status}`}`);
  return stdout.trim();
}
