import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../test-kit/free-port.mjs";
import { Program } from "../../../test-kit/program.mjs";
import { Instance } from "../instances.mjs";
import { untilListening } from "../until-listening.mjs";

export const name = "nginx";
export const app = "fastify";

/**
 * Workers of the old configuration send for a while after the reload, half a body after it came whole: they must find
 * a listener.
 */
const LAME_DUCK_MS = "4000";

/** nginx in front of two instances: told of each restart by its configuration, since it asks nobody for readiness. */
export async function start({ app, shutdown, folder }) {
  const port = await freePort();
  const env = { LAME_DUCK_MS };
  const instances = await Promise.all([1, 2].map(() => Instance.start({ app, shutdown, env })));
  const upstream = (out) => {
    const lines = instances.map((one) => `server 127.0.0.1:${one.port}${one === out ? " down" : ""};\n`);
    writeFileSync(join(folder, "servers.conf"), lines.join(""));
  };
  upstream();
  writeFileSync(join(folder, "nginx.conf"), configuration(port));
  const nginx = new Program("nginx", ["-p", folder, "-c", "nginx.conf", "-e", "error.log"]);
  await untilListening(port);

  let turn = 0;
  return {
    port: () => port,
    /** Out of the upstream, reload, SIGTERM; and back into it once the new one listens. */
    async restart() {
      const instance = instances[turn++ % 2];
      upstream(instance);
      nginx.kill("SIGHUP");
      const ending = await instance.end();
      await instance.begin();
      upstream();
      nginx.kill("SIGHUP");
      return [ending];
    },
    async stop() {
      // Its master takes the workers with it; SIGKILL would leave them behind.
      nginx.kill("SIGTERM");
      for (const instance of instances) instance.kill();
      await nginx.ended;
    },
  };
}

function configuration(port) {
  return `
daemon off;
worker_processes 2;
pid nginx.pid;

events {
  # With the default of 512 a machine that stands still for two seconds is enough to turn clients away.
  worker_connections 4096;
}

http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;

  upstream orders {
    include servers.conf;
    keepalive 32;
  }

  server {
    listen 127.0.0.1:${port} backlog=4096;
    # A reload closes idle connections of clients at once, also those with a request on the way.
    keepalive_timeout 0;

    location / {
      proxy_pass http://orders;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_next_upstream off;
    }
  }
}
`;
}
