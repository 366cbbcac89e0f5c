// `node recluster-primary.cjs server.mjs express graceful`
const nodeCluster = /** @type {any} */ (require("node:cluster"));
const recluster = require("recluster");

const [server, ...args] = process.argv.slice(2);
const count = Number(process.env.WORKERS);
// Seconds until what is left of an old worker is killed.
const cluster = recluster(server, { workers: count, args, timeout: 30, readyWhen: "listening" });
cluster.run();

let awaited = 0;
nodeCluster.on("exit", (_worker, code, signal) => {
  console.log(`exit ${code} ${signal ?? "-"}`);
  if (awaited > 0 && --awaited === 0) console.log("rolled");
});
process.on("SIGUSR2", () => {
  awaited = count;
  cluster.reload();
});
