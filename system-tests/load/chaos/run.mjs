// Hostile and broken clients during a shutdown, beside good ones that must lose nothing: `npm run test:chaos`. The arguments are
// in options.mjs.
import { readOptions } from "./options.mjs";
import { playRound } from "./round.mjs";
import { table } from "./table.mjs";

const AT_ONCE = 2;

const { targets, rounds, seed } = optionsOrExit();
console.log(`${rounds.length} rounds each of ${targets.join(", ")}, seed ${seed}\n`);

const waiting = targets.flatMap((target) => rounds.map((round) => ({ target, round, seed })));
const played = [];
const isClean = ({ lost, wrong }) => lost === 0 && wrong.length === 0;
const work = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const result = await playRound(next);
    played.push(result);
    if (isClean(result)) continue;
    console.log(`${result.target}, round ${result.round}:`);
    for (const line of [...result.failures, ...result.wrong]) console.log(`  ${line}`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));

for (const line of table(played.sort((a, b) => targets.indexOf(a.target) - targets.indexOf(b.target))))
  console.log(line);
const unclean = played.filter((round) => !isClean(round));
for (const { target, round } of unclean) {
  console.log(`again: npm run test:chaos -- --target ${target} --seed ${seed} --only ${round}`);
}
process.exitCode = unclean.length === 0 ? 0 : 1;

function optionsOrExit() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    return process.exit(2);
  }
}
