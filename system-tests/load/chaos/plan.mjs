/**
 * A round which somebody holds to its deadline takes as long as this. The idle grace is long: what was idle for longer
 * may meet its FIN on the way, and on a busy machine a client is easily late.
 */
export const plan = {
  budgetMs: 6_000,
  lameDuckMs: 0,
  idleGraceMs: 2_500,
  logger: false,
};
