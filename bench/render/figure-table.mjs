import { titleOf } from "../peers.mjs";
import { cells } from "./cells.mjs";
import { bytes, count, ms, ratio, time } from "./format.mjs";

const ENGINE = "graceful, engine alone";
export const rowTitle = ({ id, isControl }) =>
  id === "engine" ? ENGINE : isControl ? `${titleOf(id)}, again` : titleOf(id);

const COLUMNS = {
  cpu: [
    ["of bare (quartiles)", cells.cpu],
    ["of all time", ({ total }) => ratio(total)],
    ["bare is", ({ bare }) => titleOf(bare)],
    ["a request", ({ usPerRequest }) => `${usPerRequest.median.toFixed(1)} µs`],
  ],
  heap: [
    ["a connection", (row) => bytes(Math.round(row.bytes.median))],
    ["above bare", (row) => (row.bare ? cells.heap(row) : "")],
  ],
  close: [
    ["connections", ({ size }) => count(size)],
    ["closed after", ({ closedMs, leftOpen }) => (leftOpen > 0 ? `${leftOpen} left` : time(closedMs.median))],
    ["less the grace", (row) => (row.graceMs > 0 ? time(row.closedMs.median - row.graceMs) : "")],
    ["of bare", ({ ratio }) => ratio.median.toFixed(2)],
    ["longest stall", ({ stallMs }) => ms(Math.max(...stallMs.samples))],
    ["less waits for a core", cells.stall],
    ["latest answer", cells.late],
  ],
  exit: [
    ["after the slowest request", cells.exit],
    ["answered", ({ answered, requests }) => `${answered} of ${requests}`],
  ],
  import: [["above an empty module", cells.import]],
  size: [
    ["installed", cells.installed],
    ["packages", ({ packages }) => String(packages ?? "")],
    ["min + gzip", cells.gzip],
  ],
};

const TITLES = {
  cpu: "CPU time per request, of the bare server beside it",
  heap: "Heap per idle connection",
  close: "Closing idle connections, from SIGTERM",
  exit: "From the slowest request's end to the exit",
  import: "Import",
  size: "Size",
};

/** Everything that one figure has to tell. */
export function figureTable({ figure, rows }) {
  const columns = COLUMNS[figure];
  return {
    title: TITLES[figure],
    table: {
      head: ["", ...columns.map(([head]) => head)],
      rows: rows.map((row) => [rowTitle(row), ...columns.map(([, cell]) => cell(row))]),
    },
  };
}
