// Three hundred lives of each kind of server in one process: `npm run test:soak`, or
// `npm run test:soak -- 200 --kind fastify`.
import { oneOf, readOptions, wholeNumber } from "../../test-kit/options.mjs";
import { asText } from "../../test-kit/table.mjs";
import { lives } from "./lives.mjs";
import { slopeOf } from "./slope.mjs";
import { soak } from "./soak.mjs";

const ROUNDS = 300;
/** The first lives create what stays: modules, the registry of the process, compiled code. */
const WARM_UP = 40;
const BATCH = 10;
/**
 * In bytes per life, without the optimising compilers: their code and what belongs to it grow by 1 000 and more for
 * hundreds of lives. Without them it is 50 at most, and a server that is kept takes 1 800.
 */
const BYTES_A_LIFE = 200;

const { rounds, kinds } = readOptions(
  { kind: { type: "string", multiple: true } },
  ({ kind = Object.keys(lives) }, [count = ROUNDS]) => ({
    rounds: wholeNumber("rounds", count, 1),
    kinds: kind.map((name) => oneOf("--kind", Object.keys(lives), name)),
  }),
);
console.log(`${rounds} lives of each kind in one process, after ${WARM_UP} to warm up\n`);

const rows = [];
let isFlat = true;
for (const kind of kinds) {
  const { wrong, heap } = await soak(kind, { rounds, warmUp: WARM_UP, batch: BATCH });
  const bytes = slopeOf(heap) / BATCH;
  isFlat &&= wrong.length === 0 && bytes < BYTES_A_LIFE;
  const end = `${((heap.at(-1) ?? 0) / 1024 ** 2).toFixed(1)} MB`;
  rows.push([kind, `${bytes.toFixed(0)} B`, end, `${wrong.length}`]);
  console.log(`${kind}: ${wrong.length === 0 ? "done" : "WRONG"}`);
  for (const line of wrong.slice(0, 5)) console.log(`  ${line}`);
}
console.log(`\n${asText({ head: ["kind", "heap a life", "heap at the end", "wrong"], rows })}`);
console.log(isFlat ? "\nflat" : "\nNOT flat");
process.exitCode = isFlat ? 0 : 1;
