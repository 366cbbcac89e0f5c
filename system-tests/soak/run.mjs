// Three hundred lives of each kind of server in one process: `npm run test:soak`, or `npm run test:soak -- 200 --kind fastify`.
import { parseArgs } from "node:util";
import { lives } from "./lives.mjs";
import { slopeOf } from "./slope.mjs";
import { soak } from "./soak.mjs";

const ROUNDS = "300";
/** The first lives set up what stays: modules, the table of the process, compiled code. */
const WARM_UP = 40;
const BATCH = 10;
/** Bare Node takes 200 of each; a server that is kept, however small, is 1 800. */
const BYTES_A_LIFE = 1_024;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kind: { type: "string", multiple: true } },
});
const rounds = Number(positionals[0] ?? ROUNDS);
const kinds = values.kind ?? Object.keys(lives);
console.log(`${rounds} lives of each kind in one process, after ${WARM_UP} to warm up\n`);
console.log(`${"kind".padEnd(10)}  lives  heap a life  heap at the end  wrong`);

let isFlat = true;
for (const kind of kinds) {
  const { wrong, heap } = await soak(kind, { rounds, warmUp: WARM_UP, batch: BATCH });
  const bytes = slopeOf(heap) / BATCH;
  isFlat &&= wrong.length === 0 && bytes < BYTES_A_LIFE;
  const cells = [
    kind.padEnd(10),
    String(rounds).padStart(5),
    `${bytes.toFixed(0)} B`.padStart(11),
    `${((heap.at(-1) ?? 0) / 1024 ** 2).toFixed(1)} MB`.padStart(15),
    String(wrong.length).padStart(5),
  ];
  console.log(cells.join("  "));
  for (const line of wrong.slice(0, 5)) console.log(`  ${line}`);
}
console.log(isFlat ? "\nflat" : "\nNOT flat");
process.exitCode = isFlat ? 0 : 1;
