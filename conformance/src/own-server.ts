import type { Server } from "node:net";
import { graceful, type ShutdownPlan } from "@x/graceful-core";
import { bounded } from "../../test-kit/condition.mjs";
import { listening } from "./node-handler.js";
import { patient } from "./plans.js";
import type { Stage } from "./stage.js";

/** Serves a server of the test's own under a lifecycle of its own; the demo app is not used. */
export async function serveOwn(stage: Stage, server: Server, plan: ShutdownPlan = patient) {
  stage.track(await listening(server, { port: 0, host: "127.0.0.1" }));
  const lifecycle = graceful(server, plan);
  const drain = async () => {
    const report = bounded("the end of the shutdown", lifecycle.shutdown("test"));
    await stage.listenersClosed();
    return { report };
  };
  return { lifecycle, drain };
}
