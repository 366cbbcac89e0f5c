import { server as hapi21, type Server, type ServerOptions } from "@hapi/hapi";
import { graceful } from "@x/graceful-hapi";
import { server as hapi20 } from "hapi20";
import { onTestFinished } from "vitest";
import type { AppUnderTest } from "../../../conformance/src/app-under-test.js";
import { Stage } from "../../../conformance/src/stage.js";
import { startHapi } from "../../../conformance/targets/hapi.js";

type Make = (options?: ServerOptions) => Server;

/** Both majors, behind the types of 21. */
export const majors: [string, Make][] = [
  ["hapi 20", hapi20 as unknown as Make],
  ["hapi 21", hapi21],
];

/** A stage with the demo's routes on this server, which listens as it was told when it was made. */
export function stageFor(server: Server, options: Partial<AppUnderTest> = {}): Stage {
  const stage = new Stage(async (given) => {
    await startHapi(() => server)(given);
    return {
      async listen() {
        await server.start();
        return server.listener;
      },
      attach: (plan) => graceful(server, plan),
      ...options,
    };
  }, false);
  onTestFinished(() => stage.close());
  return stage;
}

/** Writes down its stop extensions and its answers, in order. */
export function record(server: Server, events: string[]): void {
  server.ext("onPreStop", () => void events.push("onPreStop"));
  server.events.on("stop", () => events.push("stop"));
  server.ext("onPostStop", () => void events.push("onPostStop"));
  server.events.on("response", ({ path }) => events.push(`answered ${path}`));
}
