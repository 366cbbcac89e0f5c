/**
 * What is kept of a report: the outcome of each check, and of a failed one the line that tells most.
 * @param {import("@x/graceful-check").CheckReport} report
 * @returns {Partial<import("./results.mjs").Row>}
 */
export function rowOf({ checks, runs }) {
  const idsOf = (outcome) => checks.filter((check) => check.outcome === outcome).map(({ id }) => id);
  const failed = checks
    .filter(({ outcome }) => outcome === "failed")
    .map(({ id, failures: [first] }) => ({ id, seen: telling(first?.seen ?? []) }));
  return {
    passed: idsOf("passed"),
    failed,
    race: idsOf("race"),
    notMeasured: checks
      .filter(({ outcome, reason }) => outcome === "not-measured" && !reason?.startsWith("needs --"))
      .map(({ id }) => id),
    exit: exitText(runs.find(({ scenario }) => scenario === "alone")?.exit),
  };
}

/** What became of the process, where that is what was judged, or else of the first client. */
const telling = (seen) => seen.find((line) => line.startsWith("the process")) ?? seen[0];

/** @param {import("@x/graceful-check").Exit | undefined} exit */
function exitText(exit) {
  if (!exit) return "not seen";
  if (exit.killed) return "never";
  const how = exit.signal ?? `code ${exit.code}`;
  return `${how}, ${(exit.afterMs / 1_000).toFixed(1)} s`;
}
