// One server of the chaos test: `node --expose-gc chaos/server.mjs express 6000`. It tells on stdout what the test judges.

import { plan } from "./plan.mjs";
import { targets } from "./targets.mjs";

const { createApp, graceful, listen } = await import(targets[process.argv[2]].app);
const tell = (what) => console.log(JSON.stringify(what));
const heapMb = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed / 1024 ** 2;
};

process.on("uncaughtExceptionMonitor", (error) => tell({ threw: error.stack }));
process.on("warning", (warning) => tell({ warned: warning.stack }));

const budgetMs = Number(process.argv[3]);
const app = await createApp();
const server = await listen(app);
const heapBefore = heapMb();
graceful(app, { ...plan, budgetMs }).on("report", ({ outcome, budget }) => {
  tell({ report: { outcome, budget, heapGrowthMb: heapMb() - heapBefore } });
});
console.log(`listening on ${server.address().port}`);
