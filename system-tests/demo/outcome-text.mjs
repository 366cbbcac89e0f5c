import { bad, good } from "./style.mjs";

const MB = 1024 * 1024;

/** The result for one kind of client in a few words, for the end of its row in the time line. */
export function outcomeText(kind, witness, signalledAt) {
  if (kind.idle) return idleText(witness, signalledAt);
  if (kind.crowd) return crowdText(witness.count(signalledAt));
  if (witness.exchanges.length === 0) return "turned away";
  const [{ outcome, response }] = witness.exchanges;
  switch (outcome) {
    case "answered":
      return good("answered whole");
    case "cut":
      return bad(
        `CUT at ${megabytes(response.bodyBytes)} of ${megabytes(response.headers?.["content-length"])} MB`,
      );
    case "broken":
      return bad("CUT while sending");
    case "wrong":
      return bad(`answered ${response.status}`);
    case "unsent":
      return "turned away";
    default:
      return bad("LOST, no answer");
  }
}

const megabytes = (bytes = 0) => Number((bytes / MB).toFixed(1));

function crowdText({ sent, lost }) {
  return lost > 0 ? bad(`${lost} of ${sent} LOST`) : good(`all ${sent} answered`);
}

function idleText({ connections: [connection] }, signalledAt) {
  if (!connection) return "turned away";
  return `closed at +${((connection.end.at - signalledAt) / 1_000).toFixed(1)} s`;
}
