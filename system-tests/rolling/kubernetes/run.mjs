import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../../../test-kit/options.mjs";
import { run as runProgram } from "../../../test-kit/program.mjs";
import { asText } from "../../../test-kit/table.mjs";
import { findCluster, noClusterSentence } from "./find-cluster.mjs";
import { buildImage } from "./image.mjs";
import { kubectl, kubectlIn } from "./kubectl.mjs";
import { claimNamespace } from "./namespace.mjs";
import { CLUSTER_OPTIONS, clusterOptions } from "./options.mjs";
import { playMode } from "./play-mode.mjs";
import { publish } from "./publish.mjs";
import { isClean, tableOfRows, toRow } from "./result-table.mjs";

/** Clients that are idle make their own pace: 450 of them, one request in three seconds. */
const IDLE_RATE = 150;

/**
 * Rollouts in a real cluster. Resolves to false where there is none, having said so.
 */
export async function runOnCluster() {
  const found = await findCluster();
  if (!found.isThere) {
    console.log(noClusterSentence(found.why));
    if (!process.argv.includes("--publish")) return false;
    console.error("Nothing to publish: the results are those of a cluster");
    process.exit(2);
  }
  const { cluster } = found;
  const options = readOptions(CLUSTER_OPTIONS, (values, _names) => clusterOptions(values));
  const context = await kubectl("config", "current-context");
  console.log(
    `Kubernetes ${cluster.version}, ${cluster.nodes === 1 ? "one node" : `${cluster.nodes} nodes`}, ` +
      `context ${context}, namespace ${options.namespace}; ` +
      `${options.rollouts} rollouts of ${options.replicas} replicas in each mode`,
  );
  const folder = mkdtempSync(join(tmpdir(), "rolling-image-"));
  // At the exit, whatever leads there: a failure, Ctrl+C, the bound of the whole run.
  const undo = [() => rmSync(folder, { recursive: true, force: true })];
  process.once("exit", () => {
    for (const step of undo.reverse()) step();
  });
  const image = await buildImage({ name: options.image, from: options.from, folder });
  undo.push(image.remove);
  if (options.load)
    await runProgram("sh", ["-c", options.load], { env: { ...process.env, IMAGE: options.image } });
  undo.push(await claimNamespace(options.namespace));

  const rows = [];
  for (const mode of options.modes) {
    const played = await playMode(mode, {
      ...options,
      kubectl: kubectlIn(options.namespace),
      minor: cluster.minor,
      folder,
    });
    const row = toRow(mode, played, mode.load === "idle" ? IDLE_RATE : options.rate);
    rows.push(row);
    // One by one: what was measured is kept where the run is broken off.
    if (options.publish) {
      const { version, nodes } = cluster;
      publish(row, { version, nodes, replicas: options.replicas });
    }
    console.log(`\n${asText(tableOfRows([row]))}`);
    if (mode.server === "naive") continue;
    for (const line of played.lines) console.log(`  ${line}`);
    const isWell = (ending) => ending.how === "by itself" && ending.code === 0;
    // Where requests failed, what every pod says of them.
    const shown =
      row.refused + row.failed > 0 ? played.endings : played.endings.filter((one) => !isWell(one));
    for (const { how, lines } of shown) console.log([`  ${how}:`, ...lines].join("\n  | "));
  }
  console.log(`\n${asText(tableOfRows(rows))}`);
  process.exitCode = rows.every((row) => row.mode === "naive" || isClean(row)) ? 0 : 1;
  return true;
}
