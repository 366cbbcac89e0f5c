import { behindHaproxy, LAME_DUCK_MS } from "../haproxy.mjs";
import { Instance } from "../instances.mjs";

export const name = "HAProxy";
export const app = "express";

/** Two instances, which are asked for readiness. */
export async function start({ app, shutdown, folder }) {
  const env = { LAME_DUCK_MS };
  const instances = await Promise.all([1, 2].map(() => Instance.start({ app, shutdown, env })));
  // The naive server knows no readiness: it is asked for a page, as such servers are.
  const check = shutdown === "graceful" ? "/readyz" : "/items/1";
  return behindHaproxy({ instances, check, folder });
}
