import { onTestFinished } from "vitest";
import { Stage } from "../../../conformance/src/stage.js";
import { startNest, type Variant } from "../../../conformance/targets/nest.js";
import { type App, moduleOf, type Nest } from "../../../test/nest/nest.js";

/** Each major on both of Nest's own adapters. */
export const variants: [name: string, variant: Pick<Variant, "major" | "on">][] = [
  ["Nest 10 on Express", { major: 10, on: "express" }],
  ["Nest 10 on Fastify", { major: 10, on: "fastify" }],
  ["Nest 11 on Express", { major: 11, on: "express" }],
  ["Nest 11 on Fastify", { major: 11, on: "fastify" }],
  ["Nest 12 on Express", { major: 12, on: "express" }],
  ["Nest 12 on Fastify", { major: 12, on: "fastify" }],
];

/** A stage with an app of this variant, and that app. */
export function stageFor(variant: Variant): Stage & { readonly app: App } {
  let app: App | undefined;
  const start = startNest({
    ...variant,
    async prepare(made, of) {
      app = made;
      await variant.prepare?.(made, of);
    },
  });
  const stage = new Stage(start, false);
  onTestFinished(() => stage.close());
  return Object.defineProperty(stage, "app", { get: () => app }) as Stage & { readonly app: App };
}

/** A root module around the demo's with a provider that writes down the hooks that Nest calls. */
export function recordingHooks(events: string[]): NonNullable<Variant["root"]> {
  return (demoModule: object, made: Nest) => {
    class Pool {
      onModuleDestroy = () => void events.push("onModuleDestroy");
      beforeApplicationShutdown = (signal?: string) =>
        void events.push(`beforeApplicationShutdown ${signal}`);
      onApplicationShutdown = (signal?: string) => void events.push(`onApplicationShutdown ${signal}`);
    }
    return moduleOf(made, { imports: [demoModule], providers: [Pool] });
  };
}
