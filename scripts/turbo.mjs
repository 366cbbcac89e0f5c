// Turbo reads its telemetry switch from the environment only, and `VAR=1 turbo` in a script fails on Windows.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";

/** Nothing is built in so short a time: all of it was in the cache. */
const CACHED_MS = 1_500;

const turbo = createRequire(import.meta.url).resolve("turbo/bin/turbo");
const child = spawn(process.execPath, [turbo, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
});
const note = setTimeout(
  () => console.error("Building what is new or has changed: half a minute in a fresh clone"),
  CACHED_MS,
);
const [status] = await once(child, "exit");
clearTimeout(note);
process.exitCode = status ?? 1;
