import type { Lifecycle, Server } from "@hapi/hapi";
import * as core from "@x/graceful-core";
import { invalidTarget, isServer, type Probe, type Target } from "@x/graceful-core/adapter";
import { ignoreStop } from "./ignore-stop.js";

export * from "@x/graceful-core";

declare module "@hapi/hapi" {
  interface PluginProperties {
    graceful: { lifecycle: core.Lifecycle };
  }
}

/** A server of hapi 20 or 21, whatever its listener. */
export interface HapiServer {
  readonly listener: core.Server;
  ext: (...given: never[]) => void;
  stop(options?: { timeout: number }): Promise<void>;
}

/**
 * Adds graceful shutdown to a hapi server or a Node server. See `graceful` of `@x/graceful-core` for what it does, in
 * which order, and what it throws. hapi cannot remove an extension: each call leaves one on `onPreStop`.
 */
export function graceful(server: HapiServer | core.Server, plan?: core.ShutdownPlan): core.Lifecycle {
  return core.graceful(isServer(server) ? server : hapiTarget(server), plan);
}

/** For `server.register({ plugin, options: plan })`; the lifecycle is `server.plugins.graceful.lifecycle`. */
export const plugin = {
  name: "graceful",
  register: (server: HapiServer & Pick<Server, "expose">, plan?: core.ShutdownPlan): void =>
    server.expose("lifecycle", graceful(server, plan)),
};

/** hapi cannot remove a route: one route per path answers for every lifecycle of its server. */
const probesOf = new WeakMap<core.Server, Map<string, Probe>>();

/** Makes a hapi server a target for core, without hapi's log. Throws `INVALID_TARGET` for anything else. */
export function hapiTarget(server: HapiServer): Target {
  if (!isHapiServer(server)) throw invalidTarget("a server of hapi or of Node", server);
  let stopped: Promise<unknown> | undefined; // while hapi stops, it refuses another `stop()`
  let allowStop = () => {};
  return {
    name: "hapi",
    app: server.listener, // not `server`: each plugin gets an object of its own for it
    servers(found) {
      found(server.listener);
      return () => allowStop();
    },
    probe(path, answer) {
      const probes = probesOf.get(server.listener) ?? new Map<string, Probe>();
      probesOf.set(server.listener, probes);
      const handler: Lifecycle.Method = async (_request, h) => {
        const { status, headers, body } = await (probes.get(path) ?? answer)();
        const response = h.response(body).code(status);
        for (const [name, value] of Object.entries(headers)) response.header(name, value);
        return response;
      };
      if (!probes.has(path)) server.route({ method: "GET", path, options: { auth: false }, handler });
      probes.set(path, answer);
    },
    async close() {
      stopped ??= server.stop({ timeout: 2 ** 31 - 1 }); // Node's longest timer: the deadline is core's
      await stopped;
      allowStop = ignoreStop(server);
    },
    onClose(drain) {
      server.ext("onPreStop", async () => {
        stopped ??= new Promise((resolve) => server.ext("onPostStop", resolve));
        await drain();
      });
    },
  };
}

function isHapiServer(server: unknown): server is Server {
  const { listener, ext, stop } = (server ?? {}) as Partial<Server>;
  return isServer(listener) && typeof ext === "function" && typeof stop === "function";
}
