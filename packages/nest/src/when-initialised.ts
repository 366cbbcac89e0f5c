import { NestApplication } from "@nestjs/core";

interface AppWaiter {
  isMine(app: NestApplication): boolean;
  found(app: NestApplication): void;
}

const waiters = new Set<AppWaiter>();
let restore = () => {};

/**
 * Calls `found` with the app that `isMine` says yes to, at the beginning of its `app.init()`, which `app.listen()`
 * calls: before it has a route and a server listens. Nothing that Nest injects leads to the app itself, so `init` of
 * `NestApplication` is replaced for as long as somebody waits.
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
    // It may have been replaced again meanwhile: that function calls ours, which then finds no waiter.
    if (NestApplication.prototype.init === initFound) NestApplication.prototype.init = init;
  };
}
