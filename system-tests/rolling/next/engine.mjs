import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installFolder } from "../../../scripts/install-folder.mjs";
import { ServerProcess } from "../../../test-kit/server-process.mjs";
import { behindHaproxy } from "../haproxy.mjs";
import { Instance } from "../instances.mjs";

/** Next computes much: on a busy machine a healthy one may take seconds for an answer, of a probe too. */
const CHECK_SECONDS = 10;
const LAME_DUCK_MS = "6000";
const BUDGET_MS = "20000";

const FOLDER = fileURLToPath(new URL("../../../test/servers/next/", import.meta.url));

/** Installs and builds, which takes a minute. What is built is taken as it is: remove `.next` to have it anew. */
export function prepare() {
  installFolder(FOLDER);
  if (existsSync(`${FOLDER}.next/standalone/server.js`)) return;
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  /** @type {import("node:child_process").SpawnSyncOptions} */
  const options = { cwd: FOLDER, env, stdio: "inherit" };
  const { status } = spawnSync(process.execPath, ["node_modules/next/dist/bin/next", "build"], options);
  if (status !== 0) throw new Error("Next could not build test/servers/next");
}

/** Two instances of the `server.js` that Next wrote: `graceful` with `register`, `naive` as it is. */
async function start({ shutdown, folder }) {
  const isGraceful = shutdown === "graceful";
  const flags = isGraceful ? ["--import", "@x/graceful-core/register"] : [];
  const launch = (env) =>
    new ServerProcess(process.execPath, [...flags, ".next/standalone/server.js"], { env, cwd: FOLDER });
  const env = {
    HOSTNAME: "127.0.0.1",
    NODE_ENV: "production",
    // Of Next: longer than HAProxy keeps an idle connection, as for the other servers here.
    KEEP_ALIVE_TIMEOUT: "75000",
    ...(isGraceful && {
      GRACEFUL_LAME_DUCK_MS: LAME_DUCK_MS,
      GRACEFUL_BUDGET_MS: BUDGET_MS,
      GRACEFUL_READY_PATH: "/readyz",
    }),
  };
  const instances = await Promise.all([1, 2].map(() => Instance.start({ env, launch })));
  const check = isGraceful ? "/readyz" : "/items/1";
  return behindHaproxy({ instances, check, checkSeconds: CHECK_SECONDS, folder });
}

export const engine = { name: "HAProxy", app: "Next standalone", start };
