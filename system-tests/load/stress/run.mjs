// SIGTERM at a random moment under keep-alive load, many times over: `npm run stress --
// [rounds] [--framework express] [--seed n] [--only round] [--naive]`.
import { availableParallelism } from "node:os";
import { chosenRounds, oneOf, readOptions } from "../../../test-kit/options.mjs";
import { APPS } from "../../frameworks.mjs";
import { inParallel } from "../in-parallel.mjs";
import { playRound } from "./round.mjs";
import { isClean, roundLines, summary } from "./summary.mjs";

const ROUNDS = 200;
/** `server.close()` needs its ten seconds in nearly every round. */
const NAIVE_ROUNDS = 12;
/** Rounds at the same time: a round mostly waits, but its start takes a core for half a second. */
const AT_ONCE = Math.min(3, availableParallelism());
const TELL_EVERY = 20;

const { framework, shutdown, seed, rounds } = readOptions(
  {
    framework: { type: "string", default: "express" },
    seed: { type: "string" },
    only: { type: "string" },
    naive: { type: "boolean", default: false },
  },
  ({ framework, naive, ...chosen }, [count = naive ? NAIVE_ROUNDS : ROUNDS]) => ({
    framework: oneOf("--framework", APPS, framework),
    shutdown: naive ? "naive" : "graceful",
    ...chosenRounds(chosen, count),
  }),
);
console.log(`${rounds.length} rounds of SIGTERM under load: ${framework}, ${shutdown}, seed ${seed}`);

const played = [];
await inParallel(rounds, AT_ONCE, async (round) => {
  const result = await playRound({ round, seed, framework, shutdown });
  played.push(result);
  for (const line of roundLines(result)) console.log(line);
  const isMore = played.length < rounds.length;
  if (played.length % TELL_EVERY === 0 && isMore) console.log(`so far: ${summary(played)}`);
});

console.log(summary(played));
if (!played.every(isClean)) console.log(`one round again: npm run stress -- --seed ${seed} --only <round>`);
process.exitCode = played.every(isClean) ? 0 : 1;
