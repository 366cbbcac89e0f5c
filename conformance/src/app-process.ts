import { forkFile } from "../../packages/core/test/forked.js";
import { BOUND_MS } from "../../test-kit/condition.mjs";
import type { Program } from "../../test-kit/program.mjs";
import type { Address } from "../../test-kit/raw-socket.mjs";

/** On a busy machine a process may take seconds to load its framework. */
const PROCESS_BOUND_MS = 3 * BOUND_MS;
/** The timeout of a test that waits for a process to start and to end. */
export const PROCESS_TEST_MS = 3 * PROCESS_BOUND_MS;

/** A target that runs a scene of `process/app.ts`. */
export class AppProcess {
  readonly #program: Program;

  constructor(...[file, options]: Parameters<typeof forkFile>) {
    const nodeArgs = ["--enable-source-maps"];
    this.#program = forkFile(file, { ...options, nodeArgs, boundMs: PROCESS_BOUND_MS });
  }

  /** The output of the scene from the first request on, without the log. */
  get told(): readonly string[] {
    return this.#program.lines.filter((line) => !/^(log|port|in flight)\b/.test(line));
  }

  /** The log. */
  get log(): readonly string[] {
    return this.#program.lines.filter((line) => line.startsWith("log "));
  }

  async address(): Promise<Address> {
    const [, port] = await this.line(/^port (\d+)/);
    return { port: Number(port) };
  }

  line(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#program.line(pattern);
  }

  kill(signal: NodeJS.Signals): void {
    this.#program.kill(signal);
  }

  /** Resolves when the process has ended. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return this.#program.over();
  }

  /** Ends it in whatever state it is. */
  close(): void {
    this.#program.kill();
  }
}
