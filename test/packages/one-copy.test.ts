import { expect, it } from "vitest";
import { mustRun } from "./command.js";
import { ROOT } from "./published.js";

/** Loads both entries of core and an adapter, and notes what they subscribe to. The app listens before `graceful(app)`. */
const PROGRAM = `
async function main(load) {
  const { default: channels } = await load("node:diagnostics_channel");
  const { syncBuiltinESMExports } = await load("node:module");
  const { once } = await load("node:events");
  const { subscribe } = channels;
  const subscribed = [];
  channels.subscribe = (name, listener) => {
    subscribed.push(name);
    subscribe(name, listener);
  };
  syncBuiltinESMExports();
  const { GracefulError } = await load("@x/graceful-core");
  const { invalidTarget } = await load("@x/graceful-core/adapter");
  const { graceful } = await load("@x/graceful-express");
  const loaded = subscribed.filter((name) => name.startsWith("tracing:net.server.listen"));
  const { default: express } = await load("express");
  const app = express();
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const lifecycle = graceful(app, { signals: false, exit: false, logger: false });
  const { outcome } = await lifecycle.shutdown();
  const isOneClass = invalidTarget("an app", 1).constructor === GracefulError;
  console.log(JSON.stringify({ loaded, isOneClass, outcome, listening: server.listening }));
}
`;

it.each([
  ["ESM", "module", "main((name) => import(name));"],
  ["CommonJS", "commonjs", "main((name) => ({ ...require(name), default: require(name) }));"],
])("both entries of core share one copy of what has state, in %s", async (_, type, call) => {
  const printed = await mustRun([`--input-type=${type}`, "--eval", PROGRAM + call], ROOT);
  expect(JSON.parse(printed)).toEqual({
    loaded: ["tracing:net.server.listen:asyncStart", "tracing:net.server.listen:asyncEnd"],
    isOneClass: true,
    outcome: "clean",
    listening: false,
  });
});
