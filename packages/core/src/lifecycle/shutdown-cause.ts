import type { ShutdownTrigger } from "./lifecycle-core.js";

/** Why a shutdown began, and what happened during it. Both go into the report. */
export class ShutdownCause {
  hasStarted = false;
  /** Whether the process may end afterwards. It may not if the application has only closed its framework. */
  mayExit = false;
  crashed = false;
  /** The error of the first crash. */
  error: Error | undefined;
  /** How many health probes were answered on servers of the application. */
  probes = 0;

  /** Notes a trigger. Returns whether it is the first one, which starts the shutdown. */
  note({ byFramework, crashed, error }: ShutdownTrigger): boolean {
    const isFirst = !this.hasStarted;
    this.hasStarted = true;
    // A signal that comes while the application closes the framework still means that the process is to end.
    this.mayExit ||= !byFramework;
    this.crashed ||= crashed === true;
    this.error ??= error;
    return isFirst;
  }

  noteProbe(): void {
    if (this.hasStarted) this.probes++;
  }
}
