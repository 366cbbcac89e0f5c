import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { freePort } from "../../../test-kit/free-port.mjs";
import { run } from "../../../test-kit/program.mjs";
import { endingOf } from "../ending.mjs";
import { bareEnv, SERVER } from "../instances.mjs";
import { untilListening } from "../until-listening.mjs";

export const name = "PM2";
export const app = "koa";

const BIN = createRequire(import.meta.url).resolve("pm2/bin/pm2");

/** What each side's documentation says: PM2's own says nothing of `kill_timeout` beyond its 1.6 s. */
const SETTINGS = { graceful: { wait_ready: true, listen_timeout: 30_000, kill_timeout: 30_000 }, naive: {} };

/** PM2 says SIGINT where there was none. */
const EXITED = /App \[orders:\S+\] exited with code \[(\d+)\] via signal \[(\w+)\]/g;

/** A PM2 of its own, with two workers or more in cluster mode: its daemon holds the listener. */
export async function start({ app, shutdown, folder, workers = 2 }) {
  const port = await freePort();
  const env = { ...bareEnv(), HOME: folder, PM2_HOME: folder, PM2_DISABLE_VERSION_CHECK: "true" };
  const pm2 = (...args) => run(process.execPath, [BIN, ...args], { env });
  const file = join(folder, "ecosystem.json");
  const orders = {
    name: "orders",
    script: SERVER,
    args: [app, shutdown],
    exec_mode: "cluster",
    instances: workers,
    env: { PORT: String(port) },
    ...SETTINGS[shutdown],
  };
  writeFileSync(file, JSON.stringify({ apps: [orders] }));
  await pm2("start", file);
  // Its daemon is no child of ours: it would outlive a run that is broken off.
  const daemon = Number(readFileSync(join(folder, "pm2.pid"), "utf8"));
  const kill = () => process.kill(daemon, "SIGKILL");
  process.once("exit", kill);
  // Without `wait_ready` it says started before anybody listens.
  await untilListening(port);

  const log = () => readFileSync(join(folder, "pm2.log"), "utf8");
  const appLines = () =>
    readdirSync(join(folder, "logs")).flatMap((name) =>
      readFileSync(join(folder, "logs", name), "utf8").split("\n"),
    );
  let read = log().length;
  return {
    port: () => port,
    /** A reload replaces both, and ends when the second of the old ones is gone. */
    async restart() {
      await pm2("reload", "orders");
      const news = log().slice(read);
      read += news.length;
      return [...news.matchAll(EXITED)].map(([, code, signal]) =>
        endingOf({ code: Number(code), signal: signal === "SIGINT" ? null : signal }, appLines()),
      );
    },
    async stop() {
      await pm2("kill");
      process.off("exit", kill);
    },
  };
}
