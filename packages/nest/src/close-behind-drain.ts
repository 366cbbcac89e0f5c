interface Closable {
  close(signal?: string): Promise<void>;
  /** Of `enableShutdownHooks()`; protected in Nest's types. */
  unsubscribeFromProcessSignals?(): void;
}

export interface ClosingApp {
  /** From now on, when the application calls `app.close()`, the drain comes first. */
  drainFirst(drain: () => Promise<void>): void;
  /** Closes the app, which is drained. */
  close(signal: string | undefined): Promise<void>;
  /** Gives the app its own `close` back. */
  restore(): void;
}

/**
 * Makes `app.close()` run after the drain, and only once: Nest would run its hooks again. Nest has no hook that runs
 * before all others, so the app's `close` is replaced until the end. The property is defined, not assigned, because
 * the proxy that `NestFactory` returns ignores assignments.
 */
export function closeBehindDrain(app: Closable): ClosingApp {
  let isDrained = false;
  let signalGiven: string | undefined;
  let closed: Promise<void> | undefined;
  let restore = () => {};
  return {
    drainFirst(drain) {
      const descriptor = Object.getOwnPropertyDescriptor(app, "close");
      // Not `app.close`: from the proxy it is a function that looks the method up when called, and would find ours.
      const close: Closable["close"] = descriptor?.value ?? Object.getPrototypeOf(app).close;
      Object.defineProperty(app, "close", {
        configurable: true,
        writable: true,
        async value(this: Closable, signal?: string) {
          signalGiven ??= signal; // the drain that this call starts ends in a `close()` without it
          if (!isDrained) await drain();
          isDrained = true;
          closed ??= close.call(this, signalGiven);
          await closed;
        },
      });
      restore = () => {
        if (descriptor) Object.defineProperty(app, "close", descriptor);
        else delete (app as Partial<Closable>).close;
      };
    },
    close(signal) {
      isDrained = true;
      // Nest removes its signal listener after its last hook. If a hook fails or hangs, the listener stays and would
      // call all hooks again. Without a signal it is left alone: it may still be needed.
      if (signal) app.unsubscribeFromProcessSignals?.();
      return app.close(signal);
    },
    restore: () => restore(),
  };
}
