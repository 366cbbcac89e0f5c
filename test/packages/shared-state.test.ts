import { expect, test } from "vitest";
import { mustRun } from "./command.js";
import { ROOT } from "./published.js";

/**
 * Loads both entries of core as ES modules and as CommonJS, in the order given, and asks each for the servers it
 * knows.
 */
const program = (order: string) => `
import channels from "node:diagnostics_channel";
import { once } from "node:events";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { createServer } from "node:net";

const { subscribe } = channels;
const subscribed = [];
channels.subscribe = (name, listener) => {
  subscribed.push(name);
  subscribe(name, listener);
};
syncBuiltinESMExports();

const require = createRequire(import.meta.url);
const load = {
  "esm index": () => import("@x/graceful-core"),
  "cjs index": () => require("@x/graceful-core"),
  "esm adapter": () => import("@x/graceful-core/adapter"),
  "cjs adapter": () => require("@x/graceful-core/adapter"),
};
const copies = {};
const server = createServer();
const [first, ...others] = ${order};
copies[first] = await load[first]();
server.listen(0, "127.0.0.1");
await once(server, "listening");
for (const name of others) copies[name] = await load[name]();

const adapters = [copies["esm adapter"], copies["cjs adapter"]];
const indexes = [copies["esm index"], copies["cjs index"]];
const found = adapters.map(({ discoverServers }) => {
  let count = 0;
  discoverServers((one) => one === server, () => count++)();
  return count;
});
const knowsErrors = adapters.every(({ invalidTarget }) =>
  indexes.every(({ GracefulError }) => invalidTarget("an app", 1) instanceof GracefulError),
);
server.close();
await once(server, "close");
const codes = indexes.map(({ graceful }) => {
  try {
    graceful(server, { signals: false, exit: false });
  } catch ({ code }) {
    return code;
  }
});
console.log(JSON.stringify({ subscribed, found, knowsErrors, codes }));
`;

const ALL = ["esm index", "cjs index", "esm adapter", "cjs adapter"];

test.each(ALL)(
  "all entries of core know the servers that listened since the first of them, the %s",
  async (first) => {
    const order = JSON.stringify([first, ...ALL.filter((name) => name !== first)]);
    const printed = await mustRun(["--input-type=module", "--eval", program(order)], ROOT);
    expect(JSON.parse(printed)).toEqual({
      subscribed: ["tracing:net.server.listen:asyncStart", "tracing:net.server.listen:asyncEnd"],
      found: [1, 1],
      knowsErrors: true,
      codes: ["SERVER_CLOSED", "SERVER_CLOSED"],
    });
  },
);
