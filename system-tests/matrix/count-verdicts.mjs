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
 * Whether it was judged once so and once otherwise. A race is no other judgement than that it passed: it is a matter of
 * chance, and no failure.
 * @param {Count} count
 */
export const isFlipped = ({ passed, failed, race }) => failed > 0 && passed + race > 0;

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
