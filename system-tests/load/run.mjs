// SIGTERM at random moments under load, each in a process of its own: `npm run stress -- [rounds] [--framework express]
// [--naive]`, or `npm run test:chaos -- [rounds] [--target express]`, so many rounds of each target. With
// `--seed n --only round` a round is played again.
import { availableParallelism } from "node:os";
import { chosenRounds, oneOf, readOptions } from "../../test-kit/options.mjs";
import { asText, tableOf } from "../../test-kit/table.mjs";
import { columnsOf } from "./columns.mjs";
import { inParallel } from "./in-parallel.mjs";
import { playRound } from "./play-round.mjs";
import { chaos } from "./scenarios/chaos.mjs";
import { stress } from "./scenarios/stress.mjs";

const SCENARIOS = { stress, chaos };
/** Rounds at the same time: a round mostly waits, but its start takes a core for half a second. */
const AT_ONCE = Math.min(3, availableParallelism());
const TELL_EVERY = 20;

const scenario = SCENARIOS[process.argv[2]];
const { targets, rounds, seed } = readOptions(
  { ...scenario?.options, seed: { type: "string" }, only: { type: "string" } },
  (chosen, [name, count]) => {
    oneOf("the scenario", Object.keys(SCENARIOS), name);
    return { targets: scenario.targets(chosen), ...chosenRounds(chosen, count ?? scenario.rounds(chosen)) };
  },
);
const names = targets.map(({ name }) => name);
console.log(`${rounds.length} rounds each of ${names.join(", ")}, seed ${seed}\n`);

const played = [];
const isClean = ({ lost, wrong }) => lost === 0 && wrong.length === 0;
const waiting = targets.flatMap((target) => rounds.map((round) => ({ ...target, round, seed })));
await inParallel(waiting, AT_ONCE, async (next) => {
  const result = await playRound(scenario, next);
  played.push(result);
  if (played.length % TELL_EVERY === 0) console.log(`${played.length} of ${waiting.length} rounds played`);
  if (isClean(result)) return;
  console.log(`${result.name}, round ${result.round}:`);
  for (const line of [...result.failures, ...result.wrong]) console.log(`  ${line}`);
  for (const line of result.lines) console.log(`  | ${line}`);
});

const byTarget = names.map((name) => played.filter((round) => round.name === name));
console.log(asText(tableOf(columnsOf(scenario), byTarget)));
const unclean = played.filter((round) => !isClean(round));
for (const { again, round } of unclean) console.log(`again: npm run ${again} --seed ${seed} --only ${round}`);
process.exitCode = unclean.length === 0 ? 0 : 1;
