import type { EventStreamChoice, EventStreamRequest } from "../../plan.js";
import { describeValue } from "../../planning/validate/describe-value.js";
import { callSafely } from "../../support/call-safely.js";

/**
 * Asks the application whether an event stream is to be ended. Only the word `close` ends one: what the function
 * throws, rejects with or returns otherwise is for `failed`.
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
