import { NestApplication } from "@nestjs/core";

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
  async function initFound(this: NestApplication) {
    for (const waiter of waiters) {
      if (!waiter.isMine(this)) continue;
      waiters.delete(waiter);
      if (waiters.size === 0) restore();
      waiter.found(this);
    }
    return init.call(this);
  }
  NestApplication.prototype.init = initFound as typeof init;
  restore = () => {
    // If somebody else has replaced it meanwhile, their function calls ours, which then finds no waiter.
    if (NestApplication.prototype.init === initFound) NestApplication.prototype.init = init;
  };
}
