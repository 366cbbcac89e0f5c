import { runToEnd } from "../../../test-kit/run-to-end.mjs";
import { kubectl } from "./kubectl.mjs";

/** A cluster that answers no sooner is none for a test under load. */
const PATIENCE_S = 5;
const BOUND_MS = 15_000;

/**
 * @typedef {{ version: string, minor: number, nodes: number }} Cluster
 * @typedef {{ isThere: true, cluster: Cluster } | { isThere: false, why: string }} Found
 */

/**
 * What `kubectl` reaches with the configuration that it has here.
 * @returns {Promise<Found>}
 */
export async function findCluster() {
  const answer = await versionAnswer();
  const server = readVersion(answer);
  if ("why" in server) return { isThere: false, why: server.why };
  const nodes = (await kubectl("get", "nodes", "--output", "name")).split("\n").length;
  return { isThere: true, cluster: { ...server, nodes } };
}

async function versionAnswer() {
  const args = ["version", "--output", "json", `--request-timeout=${PATIENCE_S}s`];
  try {
    return await runToEnd("kubectl", args, { timeout: BOUND_MS });
  } catch {
    return { status: null, stdout: "", stderr: "there is no kubectl" };
  }
}

/**
 * The server's version from what `kubectl version --output json` said. Without a server it prints its own.
 * @param {{ stdout: string, stderr: string }} answer
 * @returns {{ version: string, minor: number } | { why: string }}
 */
export function readVersion({ stdout, stderr }) {
  const last = stderr.trim().split("\n").at(-1) || "it said nothing";
  try {
    const { serverVersion } = JSON.parse(stdout);
    const [, version, minor] = /^v?(\d+\.(\d+)\.\d+)/.exec(serverVersion.gitVersion) ?? [];
    return version
      ? { version, minor: Number(minor) }
      : { why: `its version is ${serverVersion.gitVersion}` };
  } catch {
    return { why: last };
  }
}

/**
 * What is said where no cluster is reached.
 * @param {string} why
 */
export const noClusterSentence = (why) =>
  `No cluster within reach of kubectl (${why}): the race alone, simulated by processes of this machine.`;
