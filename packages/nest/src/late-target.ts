import type * as core from "@x/graceful-core";

export interface LateTarget extends core.Target {
  /** From now on it is this one. */
  become(target: core.Target): void;
}

/** A target that stands for an app which is not made yet: it keeps what it is told until `become`. */
export function lateTarget(name: string, logger: core.Logger): LateTarget {
  let target: core.Target | undefined;
  let isOver = false;
  const keptCalls: ((target: core.Target) => void)[] = [];
  const callOrKeep = (call: (target: core.Target) => void) => (target ? call(target) : keptCalls.push(call));
  return {
    name,
    logger,
    servers(found) {
      let stop = () => {};
      callOrKeep((made) => {
        stop = made.servers(found);
      });
      return () => {
        isOver = true;
        stop();
      };
    },
    probe: (path, answer) => void callOrKeep((made) => made.probe(path, answer)),
    // The signal came before there was anything to close.
    close: async () => target?.close(),
    onClose: (drain) => void callOrKeep((made) => made.onClose?.(drain)),
    become(made) {
      if (isOver) return;
      target = made;
      for (const call of keptCalls.splice(0)) call(made);
    },
  };
}
