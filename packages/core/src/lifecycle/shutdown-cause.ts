import type { ShutdownTrigger } from "./lifecycle-core.js";

/** Why a shutdown began, and what happened during it. Both go into the report. */
export interface ShutdownCause {
  readonly hasStarted: boolean;
  /** Whether the process may end afterwards. It may not if the application has only closed its framework. */
  readonly mayExit: boolean;
  readonly crashed: boolean;
  /** The error of the first crash. */
  readonly error: Error | undefined;
  /** How many health probes were answered on servers of the application. */
  readonly probes: number;
  /** Notes a trigger. Returns whether it is the first one, which starts the shutdown. */
  note(trigger: ShutdownTrigger): boolean;
  noteProbe(): void;
}

export function createShutdownCause(): ShutdownCause {
  const cause = {
    hasStarted: false,
    mayExit: false,
    crashed: false,
    error: undefined as Error | undefined,
    probes: 0,
    note({ byFramework, crashed, error }: ShutdownTrigger) {
      const isFirst = !cause.hasStarted;
      cause.hasStarted = true;
      // A signal that comes while the application closes the framework still means that the process is to end.
      cause.mayExit ||= !byFramework;
      cause.crashed ||= crashed === true;
      cause.error ??= error;
      return isFirst;
    },
    noteProbe() {
      if (cause.hasStarted) cause.probes++;
    },
  };
  return cause;
}
