import type { Environment } from "../../packages/core/src/planning/platform.js";

/** What starts a process there. */
export interface PlatformStart {
  readonly environment: Environment;
  /** A command that starts what stands behind it. */
  readonly launcher?: readonly string[];
}

/** Tells the process its own id, as systemd does: `exec` keeps the id of the shell. */
const AS_SYSTEMD = ["/bin/sh", "-c", 'SYSTEMD_EXEC_PID=$$ exec "$@"', "systemd"];

/** By the name of the platform: what its processes find in their environment. Docker leaves nothing there. */
export const platformStarts: Readonly<Record<string, PlatformStart>> = {
  Lambda: { environment: { AWS_LAMBDA_FUNCTION_NAME: "orders" } },
  PM2: { environment: { pm_id: "0" } },
  Fly: { environment: { FLY_APP_NAME: "orders" } },
  Nomad: { environment: { NOMAD_ALLOC_ID: "a1" } },
  "Cloud Run": { environment: { K_SERVICE: "orders" } },
  Heroku: { environment: { DYNO: "web.1" } },
  Render: { environment: { RENDER: "true" } },
  ECS: { environment: { ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/1" } },
  Kubernetes: { environment: { KUBERNETES_SERVICE_HOST: "10.0.0.1" } },
  systemd: { environment: { INVOCATION_ID: "f00" }, launcher: AS_SYSTEMD },
  Docker: { environment: {} },
};
