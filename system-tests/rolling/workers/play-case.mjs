import { play } from "../play.mjs";

/** Ten reloads at 300 requests a second, unless the case or the caller says otherwise. */
export async function playCase(one, { reloads = 10, rate = 300 } = {}) {
  const supervisor = await import(`./supervisors/${one.supervisor}.mjs`);
  const engine = {
    name: supervisor.name,
    start: (options) => supervisor.start({ ...options, ...(one.server && { server: one.server }) }),
  };
  const { app, shutdown, workers, load } = one;
  const played = await play(engine, {
    app,
    shutdown,
    workers,
    load,
    restarts: workers * reloads,
    rate: Math.min(rate, one.rate ?? rate),
  });
  return { ...played, supervisor: one.supervisor, title: one.title, workers };
}
