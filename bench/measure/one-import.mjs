// `node one-import.mjs <module>` prints how long its import took, in milliseconds.
import "node:http";
import { writeSync } from "node:fs";
import { performance } from "node:perf_hooks";

const began = performance.now();
await import(process.argv[2]);
writeSync(1, String(performance.now() - began));
// Whatever the module began: nobody waits for it.
process.exit();
