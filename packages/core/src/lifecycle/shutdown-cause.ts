import type { ShutdownTrigger } from "./lifecycle-core.js";

/** Why a shutdown began, and what happened during it. Both go into the report. */
export class ShutdownCause {
  #hasStarted = false;
  #mayExit = false;
  #crashed = false;
  #error: Error | undefined;
  #probes = 0;

  /** Notes a trigger. Returns whether it is the first one, which starts the shutdown. */
  note({ byFramework, crashed, error }: ShutdownTrigger): boolean {
    const isFirst = !this.#hasStarted;
    this.#hasStarted = true;
    // A signal that comes while the application closes the framework still means that the process is to end.
    this.#mayExit ||= !byFramework;
    this.#crashed ||= crashed === true;
    this.#error ??= error;
    return isFirst;
  }

  /** A health probe is answered on a server of the application. */
  noteProbe(): void {
    if (this.#hasStarted) this.#probes++;
  }

  get probes(): number {
    return this.#probes;
  }

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Whether the process may end afterwards. It may not if the application has only closed its framework. */
  get mayExit(): boolean {
    return this.#mayExit;
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  /** The error of the first crash. */
  get error(): Error | undefined {
    return this.#error;
  }
}
