import type { HttpAdapterHost } from "@nestjs/core";
import type * as core from "@x/graceful-core";
import { nestLogger } from "./nest-logger.js";
import { preCloseHooks } from "./pre-close-hooks.js";

export interface LateTarget extends core.Target {
  /** Passes the calls that were kept, and all later ones, to `target`. */
  become(target: core.Target): void;
  /** A hook of Nest: an app without HTTP is closed, which never becomes the target. */
  onApplicationShutdown(): Promise<void>;
}

/**
 * A target for an app that does not exist yet: calls are kept until `become`.
 *
 * @param host has no adapter in an app without HTTP, which never becomes the target
 */
export function lateTarget(host: HttpAdapterHost): LateTarget {
  let target: core.Target | undefined;
  let isOver = false;
  let drainUnfound = async () => {};
  const keptCalls: ((target: core.Target) => void)[] = [];
  const preClose = preCloseHooks();
  const callOrKeep = (call: (target: core.Target) => void) => (target ? call(target) : keptCalls.push(call));
  return {
    name: "nest",
    logger: nestLogger,
    mayListen: () => Boolean(host.httpAdapter),
    servers(found) {
      const forgetHooks = preClose.note(host.httpAdapter?.getInstance());
      let stop = () => {};
      callOrKeep((made) => {
        stop = made.servers(found);
      });
      return () => {
        isOver = true;
        stop();
        forgetHooks();
      };
    },
    probe: (path, answer) => void callOrKeep((made) => made.probe(path, answer)),
    // Without a target, the signal came before there was anything to close.
    close: async (reason) => target?.close(reason),
    // Not the target's: these hooks are noted from the start, before `app.init()`.
    onDrain: preClose.run,
    onClose(drain) {
      drainUnfound = drain;
      callOrKeep((made) => made.onClose?.(drain));
    },
    async onApplicationShutdown() {
      if (!target) await drainUnfound();
    },
    become(made) {
      if (isOver) return;
      target = made;
      for (const call of keptCalls.splice(0)) call(made);
    },
  };
}
