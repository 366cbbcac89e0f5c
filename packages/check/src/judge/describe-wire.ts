import type { Wire, WireEvent } from "../clients/wire.js";
import { sinceSignal } from "./times.js";

/** If there are more events, the middle ones are left out. */
const FIRST = 3;
const LAST = 6;

/** Everything that one client sent and received, in one line. */
export function describeWire(wire: Wire, signalledAt: number): string {
  const events = wire.events.filter(({ kind }) => kind !== "lost");
  const descriptions = events.map((event) => describe(event, signalledAt));
  const shown =
    descriptions.length > FIRST + LAST
      ? [
          ...descriptions.slice(0, FIRST),
          `… ${descriptions.length - FIRST - LAST} more …`,
          ...descriptions.slice(-LAST),
        ]
      : descriptions;
  const nothing = wire.received === 0 ? "; received nothing" : "";
  return `${wire.label}: ${shown.join("; ")}${nothing}${wire.end ? "" : "; still open"}`;
}

function describe(event: WireEvent, signalledAt: number): string {
  const when = sinceSignal(event.at, signalledAt);
  const quoted = event.text === undefined ? "" : ` ${JSON.stringify(event.text)}`;
  switch (event.kind) {
    case "sent":
    case "received":
      return `${event.kind} ${event.bytes} B${quoted} at ${when}`;
    case "answered":
      return `that was the whole answer, ${event.text}`;
    case "fin":
      return `the server closed (FIN) at ${when}`;
    case "reset":
      return `reset (${event.text ?? "RST"}) at ${when}`;
    case "left":
      return `the client closed at ${when}`;
    case "refused":
      return `turned away (${event.text}) at ${when}`;
    default:
      return `${event.kind} at ${when}`;
  }
}
