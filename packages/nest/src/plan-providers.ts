import * as core from "@x/graceful-core";

/** For `useClass` and `useExisting` of `GracefulModule.forRootAsync`. */
export interface GracefulPlanFactory {
  /** Called once, when the app's providers are made. */
  createShutdownPlan(): core.ShutdownPlan | Promise<core.ShutdownPlan>;
}

/** One of `useFactory`, `useClass` and `useExisting`. */
export interface GracefulAsyncOptions {
  /** Modules that export what is injected. */
  imports?: unknown[];
  /** What `useFactory` is called with. */
  inject?: unknown[];
  /** Returns the plan, or a promise of it. */
  useFactory?: (...injected: never[]) => core.ShutdownPlan | Promise<core.ShutdownPlan>;
  /** A class to make one of, with what it has injected. */
  useClass?: new (
    ...injected: never[]
  ) => GracefulPlanFactory;
  /** The token of a provider that `imports` have. */
  useExisting?: abstract new (
    ...injected: never[]
  ) => GracefulPlanFactory;
}

/** The token of the plan. */
export const PLAN = Symbol("the plan of GracefulModule");

export function planProviders({
  inject = [],
  useFactory,
  useClass,
  useExisting,
}: GracefulAsyncOptions): object[] {
  if (useFactory) return [{ provide: PLAN, inject, useFactory }];
  const factory = useExisting ?? useClass;
  if (!factory) {
    const expected = "Expected `useFactory`, `useClass` or `useExisting` in GracefulModule.forRootAsync()";
    throw new core.GracefulError("INVALID_OPTION", expected);
  }
  const plan = (made: GracefulPlanFactory) => made.createShutdownPlan();
  return [{ provide: PLAN, inject: [factory], useFactory: plan }, ...(useExisting ? [] : [factory])];
}
