import { NestApplication } from "@nestjs/core";
import { replaceMethod } from "@x/graceful-core/adapter";

interface AppWaiter {
  isMine(app: NestApplication): boolean;
  found(app: NestApplication): void;
}

const waiters = new Set<AppWaiter>();
let restore = () => {};

/**
 * Calls `found` with the app for which `isMine` returns true, at the start of its `app.init()`, which `app.listen()`
 * calls as well: before the app has routes and a server that listens. Nothing that Nest injects leads to the app
 * itself, so `NestApplication.prototype.init` is replaced as long as there is a waiter.
 */
export function whenInitialised(waiter: AppWaiter): void {
  if (waiters.size === 0) replaceInit();
  waiters.add(waiter);
}

function replaceInit(): void {
  const { init } = NestApplication.prototype;
  // If somebody else replaces it later, their function calls this one, which then finds no waiter.
  restore = replaceMethod(NestApplication.prototype, "init", async function (this: NestApplication) {
    for (const waiter of waiters) {
      if (!waiter.isMine(this)) continue;
      waiters.delete(waiter);
      if (waiters.size === 0) restore();
      waiter.found(this);
    }
    return init.call(this);
  } as typeof init);
}
