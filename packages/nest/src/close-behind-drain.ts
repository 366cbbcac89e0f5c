interface Closable {
  close(signal?: string): Promise<void>;
}

export interface ClosingApp {
  /** From now on `app.close()` of the application drains first. */
  drainFirst(drain: () => Promise<void>): void;
  /** Closes the app, drained as it is. */
  close(signal: string | undefined): Promise<void>;
  /** Leaves the app as it was. */
  restore(): void;
}

/**
 * Makes `app.close()` run after the drain, and once only: Nest would run its hooks again. Nest has no hook ahead of all
 * others, so the app gets a `close` of its own until the end. The property is defined, not set: the proxy around the
 * app that `NestFactory` returns ignores what is set.
 */
export function closeBehindDrain(app: Closable): ClosingApp {
  let isDrained = false;
  let signalGiven: string | undefined;
  let closed: Promise<void> | undefined;
  let restore = () => {};
  return {
    drainFirst(drain) {
      const descriptor = Object.getOwnPropertyDescriptor(app, "close");
      // Not `app.close`: a proxy gives a function that looks the method up when it is called, and would find ours.
      const close: Closable["close"] = descriptor?.value ?? Object.getPrototypeOf(app).close;
      Object.defineProperty(app, "close", {
        configurable: true,
        writable: true,
        async value(this: Closable, signal?: string) {
          signalGiven ??= signal; // the drain that it began ends in a `close()` of ours
          if (!isDrained) await drain();
          isDrained = true;
          closed ??= close.call(this, signalGiven);
          await closed;
        },
      });
      restore = () => {
        if (descriptor) Object.defineProperty(app, "close", descriptor);
        else Reflect.deleteProperty(app, "close");
        restore = () => {};
      };
    },
    close(signal) {
      isDrained = true;
      return app.close(signal);
    },
    restore: () => restore(),
  };
}
