// One server of the demo and of the stress test: `node demo/server.mjs express graceful`, or `naive`; on any free port,
// or on the one behind it.
import { packageOf } from "../frameworks.mjs";
import { plan } from "./plan.mjs";

const [framework, shutdown, port = "0"] = process.argv.slice(2);
const { createApp, listen, naive } = await import(`../apps/${framework}.mjs`);
const { formatReport, graceful } = await import(packageOf(framework));

const app = await createApp();
if (shutdown === "graceful") graceful(app, plan).on("report", (report) => console.log(formatReport(report)));
const server = await listen(app, { port: Number(port), host: "127.0.0.1" });

if (shutdown === "naive") {
  // The framework's usual answer to "how do I shut down my server gracefully", with the usual timer.
  process.on("SIGTERM", () => {
    naive.stop(app, server);
    setTimeout(() => process.exit(1), 10_000);
  });
}

console.log(`listening on ${server.address().port}`);
