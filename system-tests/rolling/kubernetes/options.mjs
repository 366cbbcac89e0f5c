import { oneOf, wholeNumber } from "../../../test-kit/options.mjs";
import { readAddress } from "./find-address.mjs";
import { MODES } from "./modes.mjs";

/** Of `npm run test:rolling -- kubernetes`, where there is a cluster. */
export const CLUSTER_OPTIONS = /** @type {const} */ ({
  mode: { type: "string", multiple: true },
  rollouts: { type: "string", default: "6" },
  replicas: { type: "string", default: "2" },
  rate: { type: "string", default: "300" },
  namespace: { type: "string", default: "graceful-rolling" },
  from: { type: "string" },
  image: { type: "string" },
  load: { type: "string" },
  address: { type: "string" },
  publish: { type: "boolean", default: false },
});

/**
 * @param {Record<string, any>} values As `parseArgs` has them.
 */
export function clusterOptions({ mode, rollouts, replicas, rate, address, image, ...others }) {
  const ids = MODES.map(({ id }) => id);
  const chosen = (mode ?? ids).map((/** @type {string} */ id) => oneOf("--mode", ids, id));
  if (address) readAddress(address);
  return {
    ...others,
    modes: MODES.filter(({ id }) => chosen.includes(id)),
    rollouts: wholeNumber("--rollouts", rollouts, 1),
    replicas: wholeNumber("--replicas", replicas, 1),
    rate: wholeNumber("--rate", rate, 1),
    address,
    // A name that no node has of an earlier run: it would not take the new one.
    image: image ?? `graceful-rolling:${Date.now().toString(36)}`,
  };
}
