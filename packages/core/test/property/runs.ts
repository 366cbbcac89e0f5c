/** Which stories a test plays. */
export interface Runs {
  readonly numRuns: number;
  readonly seed: number;
  readonly path?: string;
  readonly timeoutMs: number;
}

/** In the test suite: the same ones every time. The script takes others each time it is called. */
const SUITE = { runs: 1_000, seed: 20_261_128 };
/** Most take five; a failure takes as many stories again to be made short. */
const MS_PER_RUN = 100;

/** What `npm run test:property` was told: `-- --runs 100000`, or the seed and the path that a failure printed. */
export function readRuns({ PROPERTY_RUNS, PROPERTY_SEED, PROPERTY_PATH }: NodeJS.ProcessEnv): Runs {
  const numRuns = Number(PROPERTY_RUNS ?? SUITE.runs);
  return {
    numRuns,
    seed: Number(PROPERTY_SEED ?? SUITE.seed),
    ...(PROPERTY_PATH !== undefined && { path: PROPERTY_PATH }),
    timeoutMs: 20_000 + numRuns * MS_PER_RUN,
  };
}
