import type { Rule } from "./rule.js";
import { composeCommand } from "./rules/compose-command.js";
import { composeGrace } from "./rules/compose-grace.js";
import { composeStopSignal } from "./rules/compose-stop-signal.js";
import { dockerfilePackageManager } from "./rules/dockerfile-package-manager.js";
import { dockerfileShellForm } from "./rules/dockerfile-shell-form.js";
import { dockerfileStopSignal } from "./rules/dockerfile-stop-signal.js";
import { kubernetesCommand } from "./rules/kubernetes-command.js";
import { kubernetesGrace } from "./rules/kubernetes-grace.js";
import { kubernetesReadiness } from "./rules/kubernetes-readiness.js";
import { packageStart } from "./rules/package-start.js";
import { pm2KillTimeout } from "./rules/pm2-kill-timeout.js";
import { pm2Script } from "./rules/pm2-script.js";
import { systemdExecStart } from "./rules/systemd-exec-start.js";
import { systemdKill } from "./rules/systemd-kill.js";
import { systemdTimeout } from "./rules/systemd-timeout.js";

export const RULES: readonly Rule[] = [
  dockerfileShellForm,
  dockerfilePackageManager,
  dockerfileStopSignal,
  packageStart,
  composeGrace,
  composeCommand,
  composeStopSignal,
  kubernetesGrace,
  kubernetesReadiness,
  kubernetesCommand,
  pm2KillTimeout,
  pm2Script,
  systemdTimeout,
  systemdKill,
  systemdExecStart,
];
