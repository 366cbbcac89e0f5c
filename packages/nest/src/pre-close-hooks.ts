import { replaceMethod } from "@x/graceful-core/adapter";

/** As much of the app of Fastify as is needed; that of Express has nothing of it. */
export interface MaybeFastify {
  addHook?(name: string, hook: (this: MaybeFastify, done: (error?: Error) => void) => unknown): unknown;
}

export interface PreCloseHooks {
  /** Notes those added from now on. Fastify lists none, so earlier ones run in `app.close()`. Returns the undo. */
  note(instance?: MaybeFastify): () => void;
  /** Runs those that were noted, in which plugins end their long-lived connections. Called when the drain begins. */
  run(): Promise<unknown>;
}

/** The `preClose` hooks of Fastify. Each hook runs once. */
export function preCloseHooks(): PreCloseHooks {
  const hooks: (() => Promise<void>)[] = [];
  return {
    note(instance) {
      const addHook = instance?.addHook;
      if (!addHook) return () => {};
      return replaceMethod(instance, "addHook", function (this: MaybeFastify, name, hook) {
        // The hook of @fastify/websocket closes all clients at once and without a close code, in place of the engine.
        if (name !== "preClose" || hook.name === "defaultPreClose") return addHook.call(this, name, hook);
        const call = () =>
          new Promise<unknown>((resolve, reject) => {
            const returned = hook.call(this, (error) => (error ? reject(error) : resolve(error)));
            if (hook.length === 0) resolve(returned);
          });
        let result: Promise<void> | undefined;
        // `app.close()` calls it a second time. Fastify would take its value for an error.
        const run = () => (result ??= call().then(() => {}));
        hooks.push(run);
        return addHook.call(this, name, run);
      });
    },
    run: () => Promise.all(hooks.map((run) => run())),
  };
}
