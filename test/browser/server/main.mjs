// An app as a process of its own: `node main.mjs <app> <its name> <graceful | naive>`. It takes its orders from stdin,
// a line each: `listen`, on the listening socket that it has inherited as descriptor 3, and `census`.
import { createInterface } from "node:readline";
import { countSilent } from "./census.mjs";

const LISTENING_SOCKET = 3;

const [app, , shutdown] = process.argv.slice(2);
const { createApp } = await import(`./${app}.mjs`);
const { server, graceful, ready } = await createApp();
const silent = countSilent(server);
if (shutdown === "graceful") graceful({ logger: console });
else process.on("SIGTERM", () => server.close(() => process.exit()));
await ready?.();

const orders = {
  listen: () => {
    // From now on whoever gives the orders does not keep the process alive.
    process.stdin.unref();
    server.listen({ fd: LISTENING_SOCKET }, () => console.log("listening"));
  },
  census: () => console.log(`silent: ${silent()}`),
};
createInterface({ input: process.stdin }).on("line", (order) => orders[order]());
console.log("ready");
