import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startLoad } from "./load.mjs";

const LEAD_MS = 500;

/**
 * Restarts every instance of an engine in turn, at least `restarts` of them, under load. Resolves to what the clients
 * saw, and to how each process ended. `workers` and `load` are for the engines of `workers/`.
 * @param {any} engine
 * @param {{ app: string, shutdown: string, restarts: number, rate: number, workers?: number, load?: object }} options
 */
export async function play(engine, { app, shutdown, restarts, rate, workers, load: loadOptions }) {
  const folder = mkdtempSync(join(tmpdir(), "rolling-"));
  let running;
  try {
    running = await engine.start({ app, shutdown, folder, workers });
    const load = await startLoad({ rate, port: running.port, ...loadOptions }, LEAD_MS);
    const endings = [];
    const rounds = [];
    while (endings.length < restarts) {
      const began = performance.now();
      endings.push(...(await running.restart()));
      rounds.push({ began, ms: performance.now() - began });
      await sleep(LEAD_MS);
    }
    await load.stop();
    return {
      engine: engine.name,
      app,
      shutdown,
      ...load.count(),
      restarts: endings.length,
      longestRestartMs: Math.max(...rounds.map(({ ms }) => ms)),
      endings,
      failures: load.failures,
      rounds,
    };
  } finally {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
