import { invalidTarget } from "../adapter/invalid-target.js";
import { isServer } from "../adapter/is-server.js";
import { serverTarget } from "../adapter/server-target.js";
import type { ShutdownPlan } from "../plan.js";
import { isPlan } from "../planning/is-plan.js";
import type { Target } from "../target.js";

/** The subject of a lifecycle: a target, or without one a process that has no server. */
export interface Subject {
  readonly target?: Target;
  readonly plan: ShutdownPlan | undefined;
}

/** @throws `GracefulError` with the code `INVALID_TARGET` */
export function readSubject(subject: unknown, plan: ShutdownPlan | undefined): Subject {
  const isAlone = plan === undefined && isPlan(subject) && !isServer(subject) && !isTarget(subject);
  return isAlone ? { plan: subject } : { target: targetOf(subject), plan };
}

/** @throws `GracefulError` with the code `INVALID_TARGET` if it is neither a target nor a server of Node */
export function targetOf(subject: unknown): Target {
  if (isServer(subject)) return serverTarget(subject);
  if (isTarget(subject)) return subject;
  throw invalidTarget("a server of node:http, node:https, node:http2, node:tls or node:net", subject);
}

function isTarget(subject: unknown): subject is Target {
  const target = subject as Partial<Target> | null | undefined;
  return (
    typeof target?.name === "string" &&
    typeof target.servers === "function" &&
    typeof target.close === "function"
  );
}
