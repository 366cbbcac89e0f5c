/**
 * Reads a variable of the environment as the value of an option. Text that cannot be parsed stays a string, which the
 * option's rule refuses.
 */
type Read = (text: string) => unknown;

const number: Read = (text) => (Number.isNaN(Number(text)) ? text : Number(text));
const word: Read = (text) => text;
const truth: Read = (text) => ({ true: true, false: false })[text] ?? text;
const list: Read = (text) => (text === "false" ? false : text.split(",").map((name) => name.trim()));
/** `false`: silent. `true`: the default, the console. */
const silence: Read = (text) => (text === "true" ? undefined : truth(text));

/** Every variable, with its option of the plan. */
export const VARIABLES: Readonly<Record<string, readonly [option: string, read: Read]>> = {
  GRACEFUL_BUDGET_MS: ["budgetMs", number],
  GRACEFUL_LAME_DUCK_MS: ["lameDuckMs", number],
  GRACEFUL_IDLE_GRACE_MS: ["idleGraceMs", number],
  GRACEFUL_DRAIN_MS: ["drainMs", number],
  GRACEFUL_UPGRADE_GRACE_MS: ["upgradeGraceMs", number],
  GRACEFUL_SPREAD_MS: ["spreadMs", number],
  GRACEFUL_RELEASE_MS: ["releaseMs", number],
  GRACEFUL_SETTLE_MS: ["settleMs", number],
  GRACEFUL_SIGNALS: ["signals", list],
  GRACEFUL_OTHER_SIGNAL_LISTENERS: ["otherSignalListeners", word],
  GRACEFUL_HOLD_EXIT: ["holdExit", truth],
  GRACEFUL_WHILE_DRAINING: ["whileDraining", word],
  GRACEFUL_EVENT_STREAMS: ["eventStreams", word],
  GRACEFUL_CRASH: ["crash", word],
  GRACEFUL_LOGGER: ["logger", silence],
  GRACEFUL_HEALTH_PORT: ["health.port", number],
  GRACEFUL_HEALTH_HOST: ["health.host", word],
  GRACEFUL_LIVE_PATH: ["health.live", word],
  GRACEFUL_READY_PATH: ["health.ready", word],
  GRACEFUL_STARTUP_PATH: ["health.startup", word],
};

/** The file with a plan. */
export const PLAN_FILE = "GRACEFUL_PLAN";
