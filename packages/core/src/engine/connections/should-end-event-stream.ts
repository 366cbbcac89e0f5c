import type { EventStreamChoice, EventStreamRequest } from "../../plan.js";
import { describeValue } from "../../planning/validate/describe-value.js";
import { callSafely } from "../../support/call-safely.js";

/**
 * Asks the application whether to end an event stream. Only `close` ends it. `failed` gets what the function throws or
 * rejects with, and an error if it returns anything but `close` or `wait`.
 */
export function shouldEndEventStream(
  choose: EventStreamChoice,
  request: EventStreamRequest,
  failed: (error: unknown) => void,
): boolean {
  let said: unknown;
  callSafely(() => {
    said = choose(request);
    if (said !== "close" && said !== "wait")
      failed(new Error(`It returned ${describeValue(said)}, not \`"close"\` or \`"wait"\``));
    return said;
  }, failed);
  return said === "close";
}
