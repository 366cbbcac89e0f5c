import type * as core from "@x/graceful-core";

/** The lifecycle of the app, for providers: `constructor(private readonly lifecycle: GracefulLifecycle)`. */
export interface GracefulLifecycle extends core.Lifecycle {}
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: a class alone is at the same time a token that Nest injects by
export abstract class GracefulLifecycle {}
