import { HttpAdapterHost } from "@nestjs/core";
import * as core from "@x/graceful-core";
import { GracefulLifecycle } from "./graceful-lifecycle.js";
import { type LateTarget, lateTarget } from "./late-target.js";
import { nestTarget } from "./nest-target.js";
import { type GracefulAsyncOptions, PLAN, planProviders } from "./plan-providers.js";
import { whenInitialised } from "./when-initialised.js";

/** The token of the target, a provider so that Nest calls its hook. */
const TARGET = Symbol("target of GracefulModule");

/** A dynamic module, as Nest accepts it in `imports`. */
export interface GracefulDynamicModule {
  module: typeof GracefulModule;
  global: boolean;
  // biome-ignore-start lint/suspicious/noExplicitAny: the types that Nest gives them
  imports: any[];
  providers: any[];
  exports: any[];
  // biome-ignore-end lint/suspicious/noExplicitAny: the types that Nest gives them
}

/**
 * `graceful(app, plan)` in Nest's own idiom: imported once, by the root module. The lifecycle is created with the app's
 * providers. Any provider can have it injected as `GracefulLifecycle`, and add releases and holds. The app is found in
 * `app.init()` or `app.listen()`.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: the form of a Nest module
export class GracefulModule {
  /** With a plan that is known at import. */
  static forRoot(plan: core.ShutdownPlan = {}): GracefulDynamicModule {
    return moduleWith({ useFactory: () => plan });
  }

  /** With a plan that is made from providers. */
  static forRootAsync(options: GracefulAsyncOptions): GracefulDynamicModule {
    return moduleWith(options);
  }
}

/** Not a method: bundlers rename a class that refers to itself, and Nest logs the name of the class. */
function moduleWith(options: GracefulAsyncOptions): GracefulDynamicModule {
  return {
    module: GracefulModule,
    global: true,
    imports: options.imports ?? [],
    providers: [
      ...planProviders(options),
      { provide: TARGET, inject: [HttpAdapterHost], useFactory: lateTarget },
      { provide: GracefulLifecycle, inject: [PLAN, TARGET], useFactory: lifecycleOf },
    ],
    exports: [GracefulLifecycle],
  };
}

/** Called before the app exists: `NestFactory.create()` makes the providers first. */
function lifecycleOf(plan: core.ShutdownPlan, target: LateTarget): core.Lifecycle {
  const lifecycle = core.graceful(target, plan);
  whenInitialised({
    isMine(app) {
      try {
        return app.get(GracefulLifecycle, { strict: false }) === lifecycle;
      } catch {
        return false; // the app has no such provider
      }
    },
    found: (app) => target.become(nestTarget(app)),
  });
  return lifecycle;
}
