import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../test-kit/free-port.mjs";
import { Program } from "../../test-kit/program.mjs";

/** Of the checks, longer than `fall` times `inter`: HAProxy has heard of the end before anything is refused. */
export const LAME_DUCK_MS = "4000";
const POLL_MS = 50;

/**
 * HAProxy in front of instances, which asks them for the page `check` and tries nothing twice. An answer that takes
 * longer than `checkSeconds` counts as a no. Resolves when all get requests.
 */
export async function behindHaproxy({ instances, check, checkSeconds = 2, folder }) {
  const port = await freePort();
  const socket = join(folder, "haproxy.sock");
  const file = join(folder, "haproxy.cfg");
  writeFileSync(
    file,
    configuration({ port, socket, check, checkSeconds, ports: instances.map((one) => one.port) }),
  );
  const haproxy = new Program("haproxy", ["-f", file]);
  const untilAllUp = async () => {
    while ((await serversUp(socket)) < instances.length) await sleep(POLL_MS);
  };
  await untilAllUp();

  let turn = 0;
  return {
    port: () => port,
    /** SIGTERM, and a new one in the same place once the old one is gone: HAProxy needs to be told nothing. */
    async restart() {
      const instance = instances[turn++ % instances.length];
      const ending = await instance.end();
      await instance.begin();
      await untilAllUp();
      return [ending];
    },
    async stop() {
      haproxy.kill("SIGKILL");
      for (const instance of instances) instance.kill();
      await haproxy.ended;
    },
  };
}

function configuration({ port, socket, check, checkSeconds, ports }) {
  return `
global
  stats socket ${socket} mode 600

defaults
  mode http
  retries 0
  timeout connect 5s
  timeout check ${checkSeconds}s
  timeout client 30s
  timeout server 30s
  timeout http-keep-alive 10s

frontend www
  bind 127.0.0.1:${port}
  default_backend orders

backend orders
  option httpchk GET ${check}
  default-server check inter 500ms fall 2 rise 1
${ports.map((one, i) => `  server orders-${i + 1} 127.0.0.1:${one}\n`).join("")}`;
}

/** How many servers get requests, as HAProxy says. None before it listens. */
async function serversUp(path) {
  const socket = connect(path);
  try {
    await once(socket, "connect");
  } catch {
    return 0;
  }
  socket.end("show stat\n");
  const [heading, ...rows] = (await text(socket)).split("\n").map((row) => row.split(","));
  const [server, status] = ["svname", "status"].map((name) => heading.indexOf(name));
  return rows.filter((row) => row[server]?.startsWith("orders-") && row[status] === "UP").length;
}
