import type * as core from "@x/graceful-core";

/** The lifecycle of the app, for providers: `constructor(private readonly lifecycle: GracefulLifecycle)`. */
export interface GracefulLifecycle extends core.Lifecycle {}
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Nest injects by a token, and only a class is one as well
export abstract class GracefulLifecycle {}
