import { requestTo } from "../clients/request.js";
import type { Check } from "./check-definition.js";
import { HeldRequest } from "./parts/held-request.js";

/** Half of the first line. */
const BYTES = 5;

export const headHalf: Check = {
  id: "head-half",
  sentence: "A request with half of its headers is answered when the other half comes.",
  contract: [7],
  scenario: "requests",
  http1: true,
  async measure(run) {
    const request = requestTo(run.ordinary.route, run.server.address.port);
    const held = await HeldRequest.open(run, "the first bytes of a head", { request, bytes: BYTES });
    await run.signalled();
    await run.held();
    return held.judge(await held.finish(), run.ordinary);
  },
};
