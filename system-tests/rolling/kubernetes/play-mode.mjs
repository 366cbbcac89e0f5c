import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findAddress } from "./find-address.mjs";
import { LoadProcess } from "./load-process.mjs";
import { clientsPod, manifestFor } from "./manifest.mjs";
import { OldPod } from "./old-pod.mjs";
import { PodWatch } from "./pod-watch.mjs";

const ROLLOUT_TIMEOUT = "--timeout=180s";
/** Under load, before the first rollout and after each. */
const LEAD_MS = 2_000;

/**
 * @typedef {object} Run
 * @property {import("./kubectl.mjs").Kubectl} kubectl
 * @property {string} namespace
 * @property {string} image
 * @property {number} minor
 * @property {number} replicas
 * @property {number} rollouts
 * @property {number} rate
 * @property {string} folder
 * @property {string} [address]
 */
/**
 * @typedef {import("./load-process.mjs").Seen & {
 *   rolledOutMs: number[],
 *   endedMs: number[],
 *   endings: import("./old-pod.mjs").Ending[],
 *   restarts: number,
 * }} Played `endings`: of every pod that a rollout replaced.
 */

/**
 * Brings a mode's pods into being, and restarts them under load, rollout after rollout.
 * @param {import("./modes.mjs").Mode} mode
 * @param {Run} run
 * @returns {Promise<Played>}
 */
export async function playMode(mode, run) {
  const { kubectl, namespace, rollouts, rate } = run;
  const watch = new PodWatch(namespace);
  let load;
  try {
    await deploy(mode, run);
    const { host, port } = await addressFor(mode, run);
    load = new LoadProcess(mode.from, { namespace, host, port, kind: mode.load, rate });
    await load.sending();
    await sleep(LEAD_MS);
    const rounds = [];
    for (let i = 0; i < rollouts; i++) {
      load.rollout();
      rounds.push(await rollOut(kubectl, namespace, watch));
      await sleep(LEAD_MS);
    }
    const seen = await load.stop();
    return {
      ...seen,
      rolledOutMs: rounds.map(({ rolledOutMs }) => rolledOutMs),
      endedMs: rounds.map(({ endedMs }) => endedMs),
      endings: rounds.flatMap(({ endings }) => endings),
      restarts: watch.restarts,
    };
  } finally {
    load?.kill();
    watch.kill();
  }
}

/**
 * @param {import("./modes.mjs").Mode} mode
 * @param {Run} run
 */
async function deploy({ manifest, server, from }, run) {
  const { kubectl, image, replicas, minor, folder } = run;
  const apply = async (/** @type {object} */ object) => {
    const file = join(folder, "manifest.json");
    writeFileSync(file, JSON.stringify(object));
    await kubectl("apply", "--filename", file);
  };
  await apply(manifestFor(manifest, { image, server, replicas, minor }));
  await kubectl("rollout", "status", "deployment/orders", ROLLOUT_TIMEOUT);
  if (from === "inside") {
    await apply(clientsPod(image));
    await kubectl("wait", "--for=condition=Ready", "pod/clients", ROLLOUT_TIMEOUT);
  }
}

/**
 * @param {import("./modes.mjs").Mode} mode
 * @param {Run} run
 */
async function addressFor({ from }, { kubectl, address }) {
  if (from === "outside") return findAddress(kubectl, address);
  const host = await kubectl("get", "service", "orders", "--output", "jsonpath={.spec.clusterIP}");
  return { host, port: 80 };
}

/**
 * @param {import("./kubectl.mjs").Kubectl} kubectl
 * @param {string} namespace
 * @param {PodWatch} watch
 */
async function rollOut(kubectl, namespace, watch) {
  const old = watch.current.map(({ name }) => new OldPod(namespace, name));
  try {
    const began = performance.now();
    await kubectl("rollout", "restart", "deployment/orders");
    await kubectl("rollout", "status", "deployment/orders", ROLLOUT_TIMEOUT);
    const rolledOutMs = performance.now() - began;
    const endings = await Promise.all(old.map((pod) => pod.ending(watch)));
    return { rolledOutMs, endedMs: performance.now() - began, endings };
  } finally {
    for (const pod of old) pod.leave();
  }
}
