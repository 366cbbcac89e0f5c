import { bytes, kB, ms, ratio, signed, time } from "./format.mjs";

/** What a table says of one row of a figure. */
export const cells = {
  cpu: (row) => ratio(row.ratio),
  heap: ({ aboveBare }) => signed(bytes(aboveBare)),
  closed({ closedMs, graceMs, leftOpen }) {
    if (leftOpen > 0) return `${leftOpen} left open`;
    return graceMs > 0
      ? `${time(closedMs.median - graceMs)} after ${time(graceMs)} of grace`
      : time(closedMs.median);
  },
  stall: ({ ownStallMs }) => ms(Math.max(...ownStallMs.samples)),
  late: ({ lateMs, unanswered }) => (unanswered > 0 ? `${unanswered} not answered` : ms(lateMs.median)),
  exit({ afterSlowestMs, exits, requests, answered, boundMs }) {
    if (answered < requests) return `cuts ${requests - answered} of ${requests}`;
    return exits ? signed(time(afterSlowestMs.median)) : `not within ${time(boundMs)}`;
  },
  import: ({ aboveEmptyMs }) => ms(aboveEmptyMs.median),
  installed: ({ installedBytes }) => (installedBytes === undefined ? "" : kB(installedBytes)),
  gzip: ({ gzipBytes }) => kB(gzipBytes),
};
