import { count, days, measuredOn } from "../../../bench/render/format.mjs";
import { asMarkdown, tableOf } from "../../../test-kit/table.mjs";
import { MODES } from "./modes.mjs";

/**
 * What is kept of a mode.
 * @typedef {object} Row
 * @property {string} mode
 * @property {number} rate Requests a second.
 * @property {number} requests
 * @property {number} refused
 * @property {number} failed
 * @property {number} slowestMs
 * @property {number} rollouts
 * @property {number} ended Pods that a rollout replaced.
 * @property {number} endedWell Those of them that ended by themselves with code 0.
 * @property {number} killed
 * @property {number} restarts Containers that were started again.
 * @property {number[]} rolledOutMs Until `rollout status` returned.
 * @property {number[]} endedMs Until the last of the old pods had ended.
 */

/**
 * @param {import("./modes.mjs").Mode} mode
 * @param {import("./play-mode.mjs").Played} played
 * @param {number} rate
 * @returns {Row}
 */
export function toRow(mode, { requests, refused, failed, slowestMs, ...played }, rate) {
  const { endings } = played;
  return {
    mode: mode.id,
    rate,
    requests,
    refused,
    failed,
    slowestMs: Math.round(slowestMs),
    rollouts: played.endedMs.length,
    ended: endings.length,
    endedWell: endings.filter((ending) => ending.how === "by itself" && ending.code === 0).length,
    killed: endings.filter(({ how }) => how === "killed").length,
    restarts: played.restarts,
    rolledOutMs: played.rolledOutMs.map(Math.round),
    endedMs: played.endedMs.map(Math.round),
  };
}

/**
 * Whether a rollout was seen by nobody: every request answered, every old pod ended by itself with code 0, and no
 * container started again.
 * @param {Row} row
 */
export const isClean = ({ requests, refused, failed, ended, endedWell, restarts }) =>
  requests > 0 && refused + failed === 0 && ended > 0 && endedWell === ended && restarts === 0;

const titleOf = ({ mode }) => MODES.find(({ id }) => id === mode)?.title ?? mode;
const seconds = (/** @type {number[]} */ times) => `${(Math.max(...times) / 1_000).toFixed(0)} s`;

/** @type {[heading: string, cell: (row: Row) => string][]} */
const COLUMNS = [
  ["", titleOf],
  ["requests a second", ({ rate }) => String(rate)],
  ["requests", ({ requests }) => count(requests)],
  ["refused", ({ refused }) => count(refused)],
  ["failed otherwise", ({ failed }) => count(failed)],
  ["rollouts", ({ rollouts }) => String(rollouts)],
  ["old pods that ended by themselves, code 0", ({ endedWell, ended }) => `${endedWell} of ${ended}`],
  ["killed", ({ killed }) => String(killed)],
  ["`rollout status` returned within", ({ rolledOutMs }) => seconds(rolledOutMs)],
  ["old pods gone within", ({ endedMs }) => seconds(endedMs)],
];

/** @param {readonly Row[]} rows */
export const tableOfRows = (rows) => tableOf(COLUMNS, rows);

/**
 * @typedef {object} Results
 * @property {{ version: string, nodes: number, replicas: number }} cluster
 * @property {{ node: string, cpu: string, cores: number }} machine
 * @property {(Row & { date: string })[]} rows
 */

/**
 * What stands on the page of Kubernetes.
 * @param {Results} results
 */
export function pageText({ cluster, machine, rows }) {
  return [
    `Tested on a Kubernetes ${cluster.version} of ${nodesText(cluster)} with ${cluster.replicas} replicas, ` +
      `${measuredOn(machine, rows)}: ` +
      "`rollout restart` under load, half of the requests POST, none sent twice. Where 300 were sent a second, " +
      "half went over 60 connections that stayed, and half each over a new one.",
    asMarkdown(tableOfRows(inOrder(rows))),
  ].join("\n\n");
}

/**
 * What stands in the README.
 * @param {Results} results
 */
export function readmeText({ cluster, rows }) {
  const naive = rows.find(({ mode }) => mode === "naive");
  const lost = (/** @type {Row} */ row) => `${count(row.refused + row.failed)} of ${count(row.requests)}`;
  const ours = inOrder(rows).filter(({ mode }) => mode !== "naive");
  const each = ours.map((row) => `${lost(row)} with ${titleOf(row)}`).join(", ");
  const control = naive
    ? `; ${lost(naive)} with \`server.close()\`, and ${naive.killed} of its ${naive.ended} pods had to be killed`
    : "";
  return (
    `In [a real Kubernetes](docs/platforms/kubernetes.md#tested), ${cluster.version} of ${nodesText(cluster)}, ` +
    `${days(rows)}, requests that failed during \`rollout restart\`: ${each}${control}.`
  );
}

const nodesText = ({ nodes }) => (nodes === 1 ? "one node" : `${nodes} nodes`);
/** @type {(rows: Results["rows"]) => Results["rows"]} */
const inOrder = (rows) => MODES.flatMap(({ id }) => rows.find(({ mode }) => mode === id) ?? []);
