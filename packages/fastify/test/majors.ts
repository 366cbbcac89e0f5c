import { type FastifyInstance, fastify as fastify5 } from "fastify";
import { fastify as fastify4 } from "fastify4";
import { onTestFinished } from "vitest";
import type { AppUnderTest } from "../../../conformance/src/app-under-test.js";
import { Stage } from "../../../conformance/src/stage.js";
import { startFastify } from "../../../conformance/targets/fastify.js";

/** Both majors, behind the types of 5. */
export const majors: [string, typeof fastify5][] = [
  ["Fastify 4", fastify4 as unknown as typeof fastify5],
  ["Fastify 5", fastify5],
];

interface Preparation {
  /** With the routes in place, before anything is attached or listens. */
  prepare?: () => PromiseLike<unknown>;
  /** How it is made graceful. */
  attach?: AppUnderTest["attach"];
}

/** A stage with the demo's routes on this app. */
export function stageFor(app: FastifyInstance, { prepare, attach }: Preparation = {}): Stage {
  const start = startFastify(() => app);
  const stage = new Stage(async (options) => {
    const started = await start(options);
    await prepare?.();
    return attach ? { ...started, attach } : started;
  }, false);
  onTestFinished(() => stage.close());
  return stage;
}

/** Writes down its close hooks and its answers, in order. */
export function record(app: FastifyInstance, events: string[]): void {
  app.addHook("preClose", async () => void events.push("preClose"));
  app.addHook("onClose", async () => void events.push("onClose"));
  app.addHook("onResponse", async ({ url }) => void events.push(`answered ${url}`));
}
