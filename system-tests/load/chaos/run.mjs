// Hostile and broken clients during a shutdown, beside good ones that must lose nothing: `npm run test:chaos --
// [rounds] [--target express] [--seed n] [--only round]`, so many rounds of each target.
import { chosenRounds, oneOf, readOptions } from "../../../test-kit/options.mjs";
import { asText, tableOf } from "../../../test-kit/table.mjs";
import { inParallel } from "../in-parallel.mjs";
import { COLUMNS } from "./columns.mjs";
import { playRound } from "./round.mjs";
import { TARGETS } from "./targets.mjs";

const ROUNDS = 6;
const AT_ONCE = 2;

const { targets, rounds, seed } = readOptions(
  { target: { type: "string", multiple: true }, seed: { type: "string" }, only: { type: "string" } },
  ({ target = TARGETS, ...chosen }, [count = ROUNDS]) => ({
    targets: target.map((name) => oneOf("--target", TARGETS, name)),
    ...chosenRounds(chosen, count),
  }),
);
console.log(`${rounds.length} rounds each of ${targets.join(", ")}, seed ${seed}\n`);

const played = [];
const isClean = ({ lost, wrong }) => lost === 0 && wrong.length === 0;
const waiting = targets.flatMap((target) => rounds.map((round) => ({ target, round, seed })));
await inParallel(waiting, AT_ONCE, async (next) => {
  const result = await playRound(next);
  played.push(result);
  if (isClean(result)) return;
  console.log(`${result.target}, round ${result.round}:`);
  for (const line of [...result.failures, ...result.wrong]) console.log(`  ${line}`);
});

const byTarget = targets.map((name) => played.filter(({ target }) => target === name));
console.log(asText(tableOf(COLUMNS, byTarget)));
const unclean = played.filter((round) => !isClean(round));
for (const { target, round } of unclean) {
  console.log(`again: npm run test:chaos -- --target ${target} --seed ${seed} --only ${round}`);
}
process.exitCode = unclean.length === 0 ? 0 : 1;
