import * as core from "@x/graceful-core";
import { GracefulLifecycle } from "./graceful-lifecycle.js";
import { lateTarget } from "./late-target.js";
import { nestAppTarget } from "./nest-app-target.js";
import { nestLogger } from "./nest-logger.js";
import { type GracefulAsyncOptions, PLAN, planProviders } from "./plan-providers.js";
import { whenInitialised } from "./when-initialised.js";

/** As Nest takes it in `imports`. */
export interface GracefulDynamicModule {
  module: typeof GracefulModule;
  global: boolean;
  // biome-ignore-start lint/suspicious/noExplicitAny: Nest's own types of them
  imports: any[];
  providers: any[];
  exports: any[];
  // biome-ignore-end lint/suspicious/noExplicitAny: Nest's own types of them
}

/**
 * `graceful(app, plan)` in Nest's own idiom: imported once, by the root module. The lifecycle begins with the app's
 * providers, which have it injected as `GracefulLifecycle` wherever they are, and add releases and holds; the app is
 * found in `app.init()` or `app.listen()`.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: as Nest has its modules
export class GracefulModule {
  /** With a plan that is known. */
  static forRoot(plan: core.ShutdownPlan = {}): GracefulDynamicModule {
    return moduleWith({ useFactory: () => plan });
  }

  /** With a plan that providers have a part in. */
  static forRootAsync(options: GracefulAsyncOptions): GracefulDynamicModule {
    return moduleWith(options);
  }
}

/** Not in the class, to which a bundler would give another name for being named in itself: Nest logs it. */
function moduleWith(options: GracefulAsyncOptions): GracefulDynamicModule {
  return {
    module: GracefulModule,
    global: true,
    imports: options.imports ?? [],
    providers: [
      ...planProviders(options),
      { provide: GracefulLifecycle, inject: [PLAN], useFactory: lifecycleOf },
    ],
    exports: [GracefulLifecycle],
  };
}

/** Made before the app is: `NestFactory.create()` has it from its container of providers. */
function lifecycleOf(plan: core.ShutdownPlan): core.Lifecycle {
  const target = lateTarget("nest", nestLogger);
  const lifecycle = core.graceful(target, plan);
  whenInitialised({
    isMine(app) {
      try {
        return app.get(GracefulLifecycle, { strict: false }) === lifecycle;
      } catch {
        return false; // it has no such provider
      }
    },
    found: (app) => target.become(nestAppTarget(app, () => lifecycle.phase)),
  });
  return lifecycle;
}
