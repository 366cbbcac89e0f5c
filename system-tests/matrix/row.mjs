/**
 * What is kept of a report: the outcome of each check, and of a failed one what was seen first.
 * @param {import("@x/graceful-check").CheckReport} report
 * @returns {Partial<import("./results.mjs").Row>}
 */
export function rowOf({ checks, runs }) {
  const idsOf = (outcome) => checks.filter((check) => check.outcome === outcome).map(({ id }) => id);
  const failed = checks
    .filter(({ outcome }) => outcome === "failed")
    .map(({ id, failures: [first] }) => ({ id, seen: first?.seen[0] }));
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

/** @param {import("@x/graceful-check").Exit | undefined} exit */
function exitText(exit) {
  if (!exit) return "not seen";
  if (exit.killed) return "never";
  const how = exit.signal ?? `code ${exit.code}`;
  return `${how}, ${(exit.afterMs / 1_000).toFixed(1)} s`;
}
