import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../test-kit/free-port.mjs";
import { OwnSystemd } from "../../../test-kit/own-systemd.mjs";
import { endingOf } from "../ending.mjs";
import { SERVER } from "../instances.mjs";

export const name = "systemd, socket activation";
export const app = "http";

/** As the documentation of this project has it, and as a service without a word of its own is. */
const TYPE = { graceful: "Type=notify\nNotifyAccess=all", naive: "Type=exec" };

/**
 * One service, restarted in place: systemd holds its listening socket, and who connects meanwhile waits in its queue.
 */
export async function start({ app, shutdown, folder }) {
  const port = await freePort();
  const [log, exits] = ["server.log", "exits"].map((file) => join(folder, file));
  const units = {
    "orders.socket": `
[Unit]
DefaultDependencies=no
[Socket]
ListenStream=127.0.0.1:${port}
`,
    // Five restarts within ten seconds are too many for systemd, unless told otherwise.
    "orders.service": `
[Unit]
DefaultDependencies=no
StartLimitIntervalSec=0
[Service]
${TYPE[shutdown]}
ExecStart=${process.execPath} ${SERVER} ${app} ${shutdown}
ExecStopPost=/bin/sh -c 'echo "$EXIT_CODE $EXIT_STATUS" >> ${exits}'
StandardOutput=append:${log}
StandardError=append:${log}
TimeoutStopSec=30
`,
  };
  writeFileSync(exits, "");
  const systemd = await OwnSystemd.boot(join(folder, "systemd"), units);
  await systemd.inside("systemctl", "start", "orders.socket");
  await systemd.inside("systemctl", "start", "orders.service");

  let read = 0;
  return {
    port: () => port,
    async restart() {
      await systemd.inside("systemctl", "restart", "orders.service");
      const all = readFileSync(exits, "utf8").trim().split("\n");
      const news = all.slice(read);
      read = all.length;
      const lines = readFileSync(log, "utf8").split("\n");
      return news.map((exit) => {
        const [how, status] = exit.split(" ");
        return endingOf(
          how === "exited" ? { code: Number(status), signal: null } : { code: null, signal: status },
          lines,
        );
      });
    },
    stop: () => systemd.end(),
  };
}
