import { requestTo } from "../clients/request.js";
import { type Finding, isOfMachine, notMeasured, worst } from "../judge/finding.js";
import type { Measurement } from "../scenario/measurement.js";
import type { Check } from "./check-definition.js";
import { askNow } from "./parts/ask.js";
import { HeldRequest } from "./parts/held-request.js";

/** Two requests whose last byte comes after the signal: of a head, and of a body. */
export const inFlight: Check = {
  id: "in-flight",
  sentence:
    "A request in flight gets its whole answer, if only the last byte of its head or body comes after the signal.",
  contract: [3, 6],
  scenario: "requests",
  http1: true,
  async measure(run) {
    const { port } = run.server.address;
    const get = requestTo(run.ordinary.route, port);
    const head = await HeldRequest.open(run, "all but the last byte of a head", {
      request: get,
      bytes: get.headBytes - 1,
    });
    const body = await openHeldBody(run);
    await run.signalled();
    await run.held();
    const judged = await Promise.all([
      head.finish().then((answer) => head.judge(answer, run.ordinary)),
      body(),
    ]);
    const all = worst(judged);
    // If one of the two could not be measured, the other one says nothing about it.
    return all.outcome === "passed" ? (judged.find(isOfMachine) ?? all) : all;
  },
};

/** A request with a body, if the server waits for the body. */
async function openHeldBody(run: Measurement): Promise<() => Promise<Finding>> {
  const route = run.plan.upload ?? { method: "POST", path: run.ordinary.route.path };
  const baseline = await askNow(run, route);
  const request = requestTo(route, run.server.address.port);
  const held = await HeldRequest.open(run, "all but the last byte of a body", {
    request,
    bytes: request.bytes.length - 1,
  });
  if (!baseline || (await held.isAnsweredEarly()))
    return async () => notMeasured("the body was not waited for");
  return async () => held.judge(await held.finish(), baseline);
}
