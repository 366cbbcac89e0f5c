import * as core from "@x/graceful-core";
import { isServer } from "@x/graceful-core/adapter";
import type { NestApp } from "./is-nest-app.js";
import { nestTarget } from "./nest-target.js";

export * from "@x/graceful-core";
export { GracefulLifecycle } from "./graceful-lifecycle.js";
export {
  type GracefulDynamicModule,
  GracefulModule,
} from "./graceful-module.js";
export { HoldMessages } from "./hold-messages.js";
export type { NestApp } from "./is-nest-app.js";
export { nestTarget } from "./nest-target.js";
export type { GracefulAsyncOptions, GracefulPlanFactory } from "./plan-providers.js";

/**
 * Adds graceful shutdown to a Nest app or a Node server. See `graceful` of `@x/graceful-core` for what it does, in
 * which order, and what it throws. When everything is drained it calls `app.close()` with the signal, so Nest's hooks
 * run once, after the last response, whether or not `enableShutdownHooks()` was called. With `health`, call it before
 * `app.listen()` and `app.init()`.
 */
export function graceful(app: NestApp | core.Server, plan?: core.ShutdownPlan): core.Lifecycle {
  return core.graceful(isServer(app) ? app : nestTarget(app), plan);
}
