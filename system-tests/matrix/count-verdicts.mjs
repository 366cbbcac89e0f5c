/**
 * How often a check had each outcome.
 * @typedef {object} Count
 * @property {string} id
 * @property {number} passed
 * @property {number} failed
 * @property {number} race
 * @property {number} notMeasured
 * @property {string | undefined} seen Of its first failure.
 */

/**
 * The outcomes of every check over several reports of one server.
 * @param {readonly import("@x/graceful-check").CheckReport[]} reports
 * @returns {Count[]}
 */
export function countVerdicts(reports) {
  const results = reports.flatMap(({ checks }) => checks);
  const ids = [...new Set(results.map(({ id }) => id))];
  return ids.map((id) => {
    const own = results.filter((result) => result.id === id);
    const count = (outcome) => own.filter((result) => result.outcome === outcome).length;
    return {
      id,
      passed: count("passed"),
      failed: count("failed"),
      race: count("race"),
      notMeasured: count("not-measured"),
      seen: own.flatMap(({ failures, outcome }) => (outcome === "failed" ? failures[0]?.seen : []))[0],
    };
  });
}

/**
 * Whether it failed in some runs and not in others. Where it raced in others, that is chance: the server does lose
 * requests at the moment of a close, and whether HTTP/1.1 can exclude it depends on the moment.
 * @param {Count} count
 * @returns {"same" | "by chance" | "flipped"}
 */
export function steadiness({ passed, failed, race }) {
  if (failed === 0 || passed + race === 0) return "same";
  return race > 0 ? "by chance" : "flipped";
}

/**
 * `20 passed`, `12 passed, 8 race`; `-` where it was never measured.
 * @param {Count | undefined} count
 */
export function countText(count) {
  if (!count) return "-";
  const { passed, failed, race, notMeasured } = count;
  if (passed + failed + race === 0) return "-";
  return Object.entries({ passed, failed, race, "not measured": notMeasured })
    .filter(([, times]) => times > 0)
    .map(([outcome, times]) => `${times} ${outcome}`)
    .join(", ");
}
