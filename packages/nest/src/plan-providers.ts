import * as core from "@x/graceful-core";

/** For `useClass` and `useExisting` of `GracefulModule.forRootAsync`. */
export interface GracefulPlanFactory {
  /** Called once, when Nest makes the app's providers. */
  createShutdownPlan(): core.ShutdownPlan | Promise<core.ShutdownPlan>;
}

/** Options of `GracefulModule.forRootAsync`: one of `useFactory`, `useClass` and `useExisting`. */
export interface GracefulAsyncOptions {
  /** Modules that export the providers in `inject`. */
  imports?: unknown[];
  /** Tokens of the providers that `useFactory` is called with. */
  inject?: unknown[];
  /** Returns the plan, or a promise of it. */
  useFactory?: (...injected: never[]) => core.ShutdownPlan | Promise<core.ShutdownPlan>;
  /** A class that Nest makes an instance of, with its dependencies injected. */
  useClass?: new (
    ...injected: never[]
  ) => GracefulPlanFactory;
  /** The token of a provider of one of `imports`. */
  useExisting?: abstract new (
    ...injected: never[]
  ) => GracefulPlanFactory;
}

/** The token of the plan. */
export const PLAN = Symbol("plan of GracefulModule");

export function planProviders({
  inject = [],
  useFactory,
  useClass,
  useExisting,
}: GracefulAsyncOptions): object[] {
  if (useFactory) return [{ provide: PLAN, inject, useFactory }];
  const factory = useExisting ?? useClass;
  if (!factory) {
    const why = "forRootAsync() needs `useFactory`, `useClass` or `useExisting`";
    throw new core.GracefulError("INVALID_OPTION", why);
  }
  const plan = (made: GracefulPlanFactory) => made.createShutdownPlan();
  return [{ provide: PLAN, inject: [factory], useFactory: plan }, ...(useExisting ? [] : [factory])];
}
