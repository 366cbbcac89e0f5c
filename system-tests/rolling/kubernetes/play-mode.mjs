import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Program } from "../../../test-kit/program.mjs";
import { findAddress } from "./find-address.mjs";
import { LoadProcess } from "./load-process.mjs";
import { clientsPod, manifestFor } from "./manifest.mjs";
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
 *   ended: import("./pod-watch.mjs").Pod[],
 *   restarts: number,
 *   logs: string[],
 * }} Played `ended`: every pod that a rollout replaced. `logs`: of those of them that did not end by themselves.
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
    await deploy(mode, run, watch);
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
      ended: rounds.flatMap(({ ended }) => ended),
      restarts: watch.restarts,
      logs: rounds.flatMap(({ logs }) => logs),
    };
  } finally {
    load?.kill();
    watch.kill();
  }
}

/**
 * @param {import("./modes.mjs").Mode} mode
 * @param {Run} run
 * @param {PodWatch} watch
 */
async function deploy({ manifest, server, from }, run, watch) {
  const { kubectl, image, replicas, minor, folder } = run;
  const apply = async (/** @type {object} */ object) => {
    const file = join(folder, "manifest.json");
    writeFileSync(file, JSON.stringify(object));
    await kubectl("apply", "--filename", file);
  };
  const before = await kubectl("get", "pods", "--selector", "app=orders", "--output", "name");
  const names = before.split("\n").flatMap((name) => name.replace("pod/", "") || []);
  await apply(manifestFor(manifest, { image, server, replicas, minor }));
  await kubectl("rollout", "status", "deployment/orders", ROLLOUT_TIMEOUT);
  // The pods of the mode before are gone, and their load on the machine with them.
  await watch.podsOver(names);
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
  const old = watch.current;
  const logs = old.map(
    ({ name }) => new Program("kubectl", ["--namespace", namespace, "logs", "--follow", name]),
  );
  try {
    const began = performance.now();
    await kubectl("rollout", "restart", "deployment/orders");
    await kubectl("rollout", "status", "deployment/orders", ROLLOUT_TIMEOUT);
    const rolledOutMs = performance.now() - began;
    const ended = await watch.podsOver(old.map(({ name }) => name));
    const endedMs = performance.now() - began;
    const isWell = (/** @type {number} */ i) => ended[i]?.exitCode === 0;
    return { rolledOutMs, endedMs, ended, logs: logs.flatMap(({ lines }, i) => (isWell(i) ? [] : lines)) };
  } finally {
    for (const log of logs) log.kill();
  }
}
