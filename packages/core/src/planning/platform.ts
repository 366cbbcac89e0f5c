/** What stops the process, and how long it waits between its signal and SIGKILL. */
export interface Platform {
  /** For display: `Kubernetes`. */
  readonly name: string;
  /** `false`: the environment shows no platform, so the shortest common kill time is assumed. */
  readonly recognised: boolean;
  /** Milliseconds from the signal to SIGKILL, from the documentation or the environment. */
  readonly killMs: number;
  /** Milliseconds of `killMs` that are not used: timers fire late, and the platform's clock starts before ours. */
  readonly marginMs: number;
  /**
   * Milliseconds for which its load balancer still sends requests after the signal; 0 if it stops before the signal.
   */
  readonly lameDuckMs: number;
}

/** Environment variables by name: `process.env` or the like. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface KnownPlatform {
  name: string;
  /** Variables that show the platform, if one of them is not empty. */
  variables: readonly string[];
  /** A further condition, if the variables alone are also set elsewhere. */
  where?: (env: Environment, pid: number) => boolean;
  killMs: number;
  /** The variable that holds another kill time in milliseconds. */
  killVariable?: string;
  /** @default a tenth of the kill time, 200 ms at least (but never more than half), 3 s at most */
  marginMs?: number;
  lameDuckMs?: number;
}

/**
 * Innermost first: a process manager in a container comes before the platform that stops the container. Where each is
 * documented: `test/docs/platform-environments.ts`.
 */
const KNOWN: readonly KnownPlatform[] = [
  {
    name: "Lambda",
    variables: ["AWS_LAMBDA_FUNCTION_NAME"],
    killMs: 500,
    // Beside external extensions it is 300 ms, and those are not visible from inside.
    marginMs: 250,
  },
  {
    name: "PM2",
    variables: ["pm_id"],
    killMs: 1_600,
    // PM2 copies the options of the app into its environment under their own names. PM2_KILL_TIMEOUT is not read: it
    // counts in the environment of PM2's daemon, and the one seen here is that of the shell that started the app.
    killVariable: "kill_timeout",
  },
  { name: "Fly", variables: ["FLY_APP_NAME"], killMs: 5_000 },
  { name: "Nomad", variables: ["NOMAD_ALLOC_ID"], killMs: 5_000 },
  {
    name: "Cloud Run",
    variables: ["K_SERVICE"],
    // Knative sets K_SERVICE too, inside a cluster: there Kubernetes does the killing.
    where: (env) => !env.KUBERNETES_SERVICE_HOST,
    killMs: 10_000,
  },
  { name: "Heroku", variables: ["DYNO"], killMs: 30_000 },
  {
    // It moves the traffic a minute before it sends the signal, so no lame duck is needed.
    name: "Render",
    variables: ["RENDER"],
    where: (env) => env.RENDER === "true",
    killMs: 30_000,
  },
  {
    // On EC2 and on Fargate alike, unless `stopTimeout` says otherwise.
    name: "ECS",
    variables: ["ECS_CONTAINER_METADATA_URI_V4", "ECS_CONTAINER_METADATA_URI"],
    killMs: 30_000,
    lameDuckMs: 5_000,
  },
  {
    // `terminationGracePeriodSeconds`. It runs from before the preStop hook: what the hook takes is missing here.
    name: "Kubernetes",
    variables: ["KUBERNETES_SERVICE_HOST"],
    killMs: 30_000,
    lameDuckMs: 5_000,
  },
  {
    name: "systemd",
    variables: ["INVOCATION_ID"],
    // Everything below a service inherits INVOCATION_ID: login shells, desktop terminals, CI agents and their jobs. A
    // minute and a half there would be a long wait for somebody else's kill time. JOURNAL_STREAM is inherited likewise.
    // So the process must be the one systemd started; before version 248, which does not say so, a service that talks
    // to systemd will do. A service started through `npm start` falls through to the shorter default, which is safe.
    where: (env, pid) =>
      env.SYSTEMD_EXEC_PID ? env.SYSTEMD_EXEC_PID === String(pid) : Boolean(env.NOTIFY_SOCKET),
    killMs: 90_000,
  },
];

/** `docker stop` leaves no trace in the environment, and waits shorter than most: safe wherever nothing is known. */
const DOCKER: KnownPlatform = { name: "Docker", variables: [], killMs: 10_000 };

/**
 * The platform with the shortest kill time among those that the environment shows. Platforms may be nested, and the
 * first one to kill decides: PM2 in a pod kills after 1.6 s, but with `kill_timeout` 60 000 Kubernetes kills first,
 * after 30 s. Of equals, the innermost. If the environment shows none, Docker with `recognised: false`.
 *
 * Kill times that were configured elsewhere (`terminationGracePeriodSeconds`, `stopTimeout`, `TimeoutStopSec`) are not
 * visible from inside; `budgetMs` is for them.
 */
export function recognisePlatform(env: Environment, pid: number): Platform {
  const [shown] = KNOWN.filter((known) => isShown(known, env, pid))
    .map((known) => toPlatform(known, killTime(known, env), true))
    .sort((a, b) => a.killMs - b.killMs);
  return shown ?? toPlatform(DOCKER, DOCKER.killMs, false);
}

function isShown({ variables, where }: KnownPlatform, env: Environment, pid: number): boolean {
  return variables.some((name) => env[name]) && (where?.(env, pid) ?? true);
}

function killTime({ killMs, killVariable }: KnownPlatform, env: Environment): number {
  const configured = killVariable === undefined ? Number.NaN : Number(env[killVariable]);
  return configured > 0 && Number.isFinite(configured) ? configured : killMs;
}

function toPlatform(known: KnownPlatform, killMs: number, recognised: boolean): Platform {
  const { name, marginMs = margin(killMs), lameDuckMs = 0 } = known;
  return { name, recognised, killMs, marginMs, lameDuckMs };
}

function margin(killMs: number): number {
  return Math.floor(Math.min(Math.max(killMs / 10, 200), 3_000, killMs / 2));
}
