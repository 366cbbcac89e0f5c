// Rolling restarts under load, engine by engine: `npm run test:rolling --
// [engine...] [--restarts 6] [--rate 300] [--app koa] [--alone] [--publish]`. `-- kubernetes` is a real one where
// `kubectl` reaches a cluster, with options of its own: kubernetes/options.mjs.
import { publish as publishResults } from "../../bench/publish.mjs";
import { makeResult, writeResult } from "../../bench/results.mjs";
import { oneOf, readOptions, wholeNumber } from "../../test-kit/options.mjs";
import { asText, tableOf } from "../../test-kit/table.mjs";
import { APPS } from "../frameworks.mjs";
import { COLUMNS } from "./columns.mjs";
import { ENGINES } from "./engines.mjs";
import { CLUSTER_OPTIONS } from "./kubernetes/options.mjs";
import { play } from "./play.mjs";
import { failureLines, isClean } from "./verdict.mjs";

/** Whatever hangs, this ends: what was started goes with this process. */
const BOUND_MS = 40 * 60_000;
setTimeout(() => {
  console.error(`not done after ${BOUND_MS / 60_000} minutes`);
  process.exit(1);
}, BOUND_MS).unref();

const [first, ...others] = process.argv.slice(2);
if (first === "workers") {
  const { runWorkersCases } = await import("./workers/run.mjs");
  await runWorkersCases(others);
  process.exit();
}
if (first === "kubernetes") {
  const { runOnCluster } = await import("./kubernetes/run.mjs");
  if (await runOnCluster()) process.exit();
}
if (first === "next") {
  const { runNext } = await import("./next/run.mjs");
  await runNext(others);
  process.exit();
}

const { engines, servers, app, restarts, rate, publish } = readOptions(
  {
    // Given for a cluster that is not there.
    ...(first === "kubernetes" && CLUSTER_OPTIONS),
    restarts: { type: "string", default: "6" },
    rate: { type: "string", default: "300" },
    app: { type: "string" },
    alone: { type: "boolean", default: false },
    publish: { type: "boolean", default: false },
  },
  ({ restarts, rate, app, alone, publish }, names) => {
    if (publish && process.argv.length > 3)
      throw new Error("Expected `--publish` alone: every engine and both servers, with six restarts");
    return {
      engines: names.length > 0 ? names.map((name) => oneOf("an engine", ENGINES, name)) : ENGINES,
      servers: alone ? ["graceful"] : ["naive", "graceful"],
      app: app && oneOf("--app", APPS, app),
      restarts: wholeNumber("--restarts", restarts, 1),
      rate: wholeNumber("--rate", rate, 1),
      publish,
    };
  },
);
console.log(
  `${restarts} restarts of each engine or more, at ${rate} requests a second, half GET and half POST, ` +
    `none sent twice (Node ${process.versions.node})`,
);
console.log(
  "naive: server.close() at the signal, or the framework's own way to stop, and an exit after five seconds\n",
);

const results = [];
for (const name of engines) {
  const engine = await import(`./engines/${name}.mjs`);
  const began = performance.now();
  const playOne = (shutdown) => play(engine, { app: app ?? engine.app, shutdown, restarts, rate });
  const settled = await Promise.allSettled(servers.map(playOne));
  const played = settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
  results.push(...played);
  const failed = played.map((result) => `${result.shutdown} ${result.failures.length}`).join(", ");
  console.log(
    `${engine.name}: failed requests: ${failed} (${Math.round((performance.now() - began) / 1_000)} s)`,
  );
}

console.log(`\n${asText(tableOf(COLUMNS, results))}`);
if (publish) {
  writeResult(makeResult("rolling", { form: "full", rounds: restarts }, results.map(withoutRecords)));
  await publishResults();
}

const unclean = results.filter((result) => result.shutdown === "graceful" && !isClean(result));
for (const result of unclean) {
  console.log(`\n${result.engine}, graceful:`);
  for (const line of failureLines(result)) console.log(`  ${line}`);
  for (const line of result.endings.flatMap(({ lines }) => lines)) console.log(`  | ${line}`);
}
process.exitCode = unclean.length > 0 ? 1 : 0;

function withoutRecords({ failures, rounds, endings, ...result }) {
  return {
    ...result,
    endings: endings.map(({ lines, ...ending }) => ending),
    restartMs: rounds.map(({ ms }) => Math.round(ms)),
  };
}
