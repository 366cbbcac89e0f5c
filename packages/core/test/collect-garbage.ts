import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A full collection, a turn later: what is on the stack of the caller's last await may still be held. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  await new Promise((resolve) => setImmediate(resolve));
  gc();
}
