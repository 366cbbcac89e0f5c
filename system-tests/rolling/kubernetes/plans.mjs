/** @typedef {import("@x/graceful-core").ShutdownPlan} ShutdownPlan */

const paths = { live: "/livez", ready: "/readyz", startup: "/startupz" };

/**
 * The plans of docs/platforms/kubernetes.md, by the variable MODE of a pod. A test compares them with the page.
 * @type {Readonly<Record<string, ShutdownPlan>>}
 */
export const PLANS = {
  defaults: { health: paths },
  "pre-stop": { budgetMs: 22_000, lameDuckMs: 0, health: paths },
  "health-port": { health: { port: 8081, ...paths } },
};

/** Answered by the control itself, so that the same manifest fits it. */
export const PROBE_PATHS = Object.values(paths);
