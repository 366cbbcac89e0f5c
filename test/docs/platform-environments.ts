import type { Environment } from "../../packages/core/src/planning/platform.js";

/** What starts a process there. */
export interface PlatformStart {
  readonly environment: Environment;
  /** What it sends unless told otherwise. */
  readonly signal: NodeJS.Signals;
  /** Where its kill time is documented. */
  readonly source: string;
  /** A command that starts what stands behind it. */
  readonly launcher?: readonly string[];
}

/** Tells the process its own id, as systemd does: `exec` keeps the id of the shell. */
const AS_SYSTEMD = ["/bin/sh", "-c", 'SYSTEMD_EXEC_PID=$$ exec "$@"', "systemd"];

/** By the name of the platform: what its processes find in their environment. Docker leaves nothing there. */
export const platformStarts: Readonly<Record<string, PlatformStart>> = {
  Lambda: {
    signal: "SIGTERM",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
    environment: { AWS_LAMBDA_FUNCTION_NAME: "orders" },
  },
  PM2: {
    signal: "SIGINT",
    source: "https://pm2.keymetrics.io/docs/usage/signals-clean-restart/",
    environment: { pm_id: "0" },
  },
  Fly: {
    signal: "SIGINT",
    source: "https://fly.io/docs/reference/configuration/#runtime-options",
    environment: { FLY_APP_NAME: "orders" },
  },
  // SIGTERM where its Docker driver runs the task.
  Nomad: {
    signal: "SIGINT",
    source: "https://developer.hashicorp.com/nomad/docs/job-specification/task",
    environment: { NOMAD_ALLOC_ID: "a1" },
  },
  "Cloud Run": {
    signal: "SIGTERM",
    source: "https://cloud.google.com/run/docs/container-contract",
    environment: { K_SERVICE: "orders" },
  },
  Heroku: {
    signal: "SIGTERM",
    source: "https://devcenter.heroku.com/articles/dyno-shutdown-behavior",
    environment: { DYNO: "web.1" },
  },
  Render: { signal: "SIGTERM", source: "https://render.com/docs/deploys", environment: { RENDER: "true" } },
  ECS: {
    signal: "SIGTERM",
    source:
      "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_timeouts",
    environment: { ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/1" },
  },
  Kubernetes: {
    signal: "SIGTERM",
    source: "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
    environment: { KUBERNETES_SERVICE_HOST: "10.0.0.1" },
  },
  systemd: {
    signal: "SIGTERM",
    source: "https://www.freedesktop.org/software/systemd/man/latest/systemd-system.conf.html",
    environment: { INVOCATION_ID: "f00" },
    launcher: AS_SYSTEMD,
  },
  Docker: {
    signal: "SIGTERM",
    source: "https://docs.docker.com/reference/cli/docker/container/stop/",
    environment: {},
  },
};
