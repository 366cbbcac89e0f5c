// Whether the same server gets the same verdict each time: `npm run test:verdicts -- [rounds] [set-up ...]`. By default
// servers of three languages run side by side, so that the machine is busy. Ends with 1 if the verdict on a server, or
// of one of its checks, flipped.
import { NotMeasurableError } from "@x/graceful-check";
import { oneOf, readOptions, wholeNumber } from "../../test-kit/options.mjs";
import { asText, tableOf } from "../../test-kit/table.mjs";
import { checkSetup } from "./check-setup.mjs";
import { countText, countVerdicts, steadiness } from "./count-verdicts.mjs";
import { SETUPS } from "./setups.mjs";
import { isThere, workplace } from "./workplace.mjs";

const ROUNDS = 20;
const THREE = ["graceful-express", "go", "uvicorn"];

const ids = SETUPS.map(({ id }) => id);
const { rounds, setups } = readOptions({}, (_, [count = ROUNDS, ...named]) => {
  const chosen = named.length === 0 ? THREE : named.map((id) => oneOf("a set-up", ids, id));
  return { rounds: wholeNumber("rounds", count, 1), setups: SETUPS.filter(({ id }) => chosen.includes(id)) };
});
const missing = setups.find((setup) => !isThere(setup));
if (missing) {
  console.error(`${missing.version?.[0]} is not installed`);
  process.exit(2);
}

const judged = await Promise.all(setups.map(judge));
const measured = judged.flatMap(({ counts }) => counts.filter((count) => countText(count) !== "-"));
const checks = [...new Set(measured.map(({ id }) => id))];
/** @type {[string, (check: string) => string][]} */
const columns = judged.map(({ id, counts }) => [
  id,
  (check) => countText(counts.find((count) => count.id === check)),
]);
console.log(`\n${asText(tableOf([["check", (id) => id], ...columns], checks))}`);
const unsteady = judged.flatMap(({ id, counts }) =>
  counts
    .map((count) => ({ name: `${id}, ${count.id}`, seen: count.seen, kind: steadiness(count) }))
    .filter(({ kind }) => kind !== "same"),
);
for (const { name, seen, kind } of unsteady) console.log(`\n${name}, ${kind}: ${seen}`);
const wholes = judged.map(({ verdicts }) => new Set(verdicts).size === 1 && verdicts.length === rounds);
const isSame = wholes.every(Boolean) && !unsteady.some(({ kind }) => kind === "flipped");
console.log();
for (const { id, verdicts } of judged)
  console.log(`${id}: ${[...new Set(verdicts)].join(" or ")} in ${verdicts.length} of ${rounds} rounds`);
process.exitCode = isSame ? 0 : 1;

/** @param {import("./setups.mjs").Setup} setup */
async function judge(setup) {
  const place = await workplace(setup);
  const reports = [];
  try {
    for (let round = 1; round <= rounds; round++) {
      const report = await checkSetup(setup, place).catch(notMeasured);
      if (!report) continue;
      reports.push(report);
      const failed = report.checks.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
      console.log(`${setup.id}, round ${round}: failed ${failed.join(", ") || "nothing"}`);
    }
  } finally {
    place.dispose();
  }
  return { id: setup.id, verdicts: reports.map(({ verdict }) => verdict), counts: countVerdicts(reports) };
}

/** On a busy machine a server may not start in time. */
function notMeasured(error) {
  if (!(error instanceof NotMeasurableError)) throw error;
  console.error(error.message);
}
