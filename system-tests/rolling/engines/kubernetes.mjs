import { setTimeout as sleep } from "node:timers/promises";
import { Instance } from "../instances.mjs";

export const name = "Kubernetes, deregistration race";
export const app = "express";

/** How long clients are still sent to a pod that has its SIGTERM. */
const DEREGISTRATION_MS = 3_000;

/** A pod with the documented defaults: nothing but this variable tells it where it is. */
const POD = { KUBERNETES_SERVICE_HOST: "10.96.0.1" };

/**
 * No cluster: one instance after the other, the new one ready before the old one is told to end. The address changes
 * three seconds after the signal; connections to the old one stay in use for as long as they are there.
 */
export async function start({ app, shutdown }) {
  const startPod = () => Instance.start({ app, shutdown, env: POD });
  let pod = await startPod();
  let addressed = pod;
  const pods = new Set([pod]);
  return {
    port: () => addressed.port,
    async restart() {
      const old = pod;
      pod = await startPod();
      pods.add(pod);
      const ended = old.end();
      await sleep(DEREGISTRATION_MS);
      addressed = pod;
      const ending = await ended;
      pods.delete(old);
      return [ending];
    },
    async stop() {
      for (const one of pods) one.kill();
    },
  };
}
