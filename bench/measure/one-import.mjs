// `node one-import.mjs <module> [present...]` prints how long its import took, in milliseconds. Node's servers and the
// packages of `present` are loaded before.
import "node:http";
import "node:http2";
import "node:tls";
import { writeSync } from "node:fs";
import { performance } from "node:perf_hooks";

const [module = "", ...present] = process.argv.slice(2);
for (const name of present) await import(name);
const began = performance.now();
await import(module);
writeSync(1, String(performance.now() - began));
// Whatever the module began: nobody waits for it.
process.exit();
