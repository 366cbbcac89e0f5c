import { describeWire } from "../../judge/describe-wire.js";
import { type Finding, failed, passed, restingOn, worst } from "../../judge/finding.js";
import { causeOfLoss } from "../../judge/likely-cause.js";
import type { ServerRun } from "../../scenario/server-run.js";
import type { Anchor } from "./anchor.js";
import type { LoadCount, Loss } from "./load-client.js";

/** How many losses are reported byte by byte. */
const SHOWN = 3;

/**
 * Judges what clients lost. What was lost on idle connections is a race if the server was draining. `note` is added to
 * the summary.
 */
export function judgeLoad(
  run: ServerRun,
  anchor: Anchor,
  { sent, answered, losses, wrong, note }: LoadCount & { readonly note: string | undefined },
): Finding {
  const isRace = ({ mayCross }: Loss) => mayCross && anchor.wasAnswered;
  const races = losses.filter(isRace);
  const lost = losses.filter((loss) => !isRace(loss));
  const summary = (of: string) => `${answered} of ${sent} requests answered${of}${note ? `; ${note}` : ""}`;
  const seen = (of: readonly Loss[], what: string) => [
    summary(`, ${of.length} lost${what}`),
    ...of.slice(0, SHOWN).map(({ wire }) => describeWire(wire, run.signalledAt)),
  ];
  const [first] = lost;
  if (first)
    return restingOn(
      lost.every(({ mayCross }) => mayCross) ? anchor.givenUp() : [],
      failed(seen(lost, ""), causeOfLoss(run, first.wire)),
    );
  const rest: Finding =
    races.length === 0
      ? passed(summary(""))
      : {
          outcome: "race",
          seen: seen(races, " to connections that were closed as idle at that moment"),
          cause:
            "idle connections are closed without a grace; HTTP/1.1 cannot exclude it, a grace makes it rare",
        };
  return worst([...wrong, rest]);
}
