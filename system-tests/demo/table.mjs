import { wrap } from "../../test-kit/wrap.mjs";
import { bad, bold, dim, good, WIDTH } from "./style.mjs";

const LABEL = 22;

/**
 * The columns of one server: title, width, and the text of a count.
 * @type {[title: string, width: number, text: (count: any) => string | number][]}
 */
const COLUMNS = [
  ["sent", 6, ({ sent }) => sent],
  ["answered", 9, ({ answered }) => answered],
  ["lost", 5, ({ lost }) => lost],
  ["reset", 6, ({ reset }) => reset],
  ["away", 5, ({ turnedAway }) => turnedAway],
  ["told", 7, ({ told, toldOf }) => (toldOf === 0 ? "-" : `${told}/${toldOf}`)],
];

export const tableLegend = [
  "lost   the request was sent, and its client never got the whole answer",
  "reset  connections that ended in an error instead of a close",
  "away   clients that could not connect: they sent nothing, a load balancer takes them elsewhere",
  "told   of the clients answered after the SIGTERM: how many were told `Connection: close` " +
    "(nobody is told while a listener is too busy to close: docs/decisions, 5)",
].flatMap((line) => wrap(`  ${line}`, WIDTH, " ".repeat(9)).map(dim));

/** The counts of all kinds of clients, the servers side by side, or one below the other where there is no room. */
export function table(sides) {
  const width = COLUMNS.reduce((sum, [, columnWidth]) => sum + columnWidth, 0);
  if (sides.length > 1 && LABEL + sides.length * width > WIDTH)
    return sides.flatMap((side, i) => [...(i > 0 ? [""] : []), ...table([side])]);
  const titles = sides.map(({ title }) => bold(title.padStart(width))).join("");
  const heads = sides
    .map(() => COLUMNS.map(([head, columnWidth]) => head.padStart(columnWidth)).join(""))
    .join("");
  return [
    `${" ".repeat(LABEL)}${titles}`,
    dim(`${" ".repeat(LABEL)}${heads}`),
    ...sides[0].rows.map(({ kind }, i) => {
      const counts = sides.map((side) => side.rows[i].witness.count(side.signalledAt));
      return `${kind.label.padEnd(LABEL)}${counts.map(countText).join("")}`;
    }),
    `${"in all".padEnd(LABEL)}${sides.map((side) => countText(total(side))).join("")}`,
  ];
}

/** The counts of all kinds together. */
export function total(side) {
  const sum = {};
  for (const { witness } of side.rows) {
    for (const [key, value] of Object.entries(witness.count(side.signalledAt)))
      sum[key] = (sum[key] ?? 0) + value;
  }
  return sum;
}

function countText(count) {
  return COLUMNS.map(([head, width, text]) => {
    const cell = String(text(count)).padStart(width);
    if (head !== "lost" && head !== "reset") return cell;
    if (count[head] > 0) return bad(cell);
    return head === "lost" ? good(cell) : cell;
  }).join("");
}
