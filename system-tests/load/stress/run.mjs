// SIGTERM at a random moment under keep-alive load, many times over: `npm run stress`. The arguments are in options.mjs.
import { availableParallelism } from "node:os";
import { readOptions } from "./options.mjs";
import { playRound } from "./round.mjs";
import { isClean, roundLines, summary } from "./summary.mjs";

/** Rounds at the same time: a round mostly waits, but its start takes a core for half a second. */
const AT_ONCE = Math.min(3, availableParallelism());
const TELL_EVERY = 20;

const { framework, shutdown, seed, rounds } = optionsOrExit();
console.log(`${rounds.length} rounds of SIGTERM under load: ${framework}, ${shutdown}, seed ${seed}`);

const waiting = [...rounds];
const played = [];
const work = async () => {
  for (let round = waiting.shift(); round !== undefined; round = waiting.shift()) {
    const result = await playRound({ round, seed, framework, shutdown });
    played.push(result);
    for (const line of roundLines(result)) console.log(line);
    if (played.length % TELL_EVERY === 0 && waiting.length > 0) console.log(`so far: ${summary(played)}`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));

console.log(summary(played));
if (!played.every(isClean)) console.log(`one round again: npm run stress -- --seed ${seed} --only <round>`);
process.exitCode = played.every(isClean) ? 0 : 1;

function optionsOrExit() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    return process.exit(2);
  }
}
