// One server of the chaos test: `node --expose-gc chaos/server.mjs express 6000`. It tells on stdout what the test
// judges.

import { packageOf } from "../../frameworks.mjs";

/**
 * The idle grace is long: the request of a connection that was idle for longer may cross the FIN, and on a busy machine
 * a client is easily late.
 */
const plan = { lameDuckMs: 0, idleGraceMs: 2_500, logger: false };

const target = process.argv[2];
const { createApp, listen } = await import(`../../apps/${target}.mjs`);
const { graceful } = await import(packageOf(target));
const tell = (what) => console.log(JSON.stringify(what));
const heapMb = () => {
  globalThis.gc?.();
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
