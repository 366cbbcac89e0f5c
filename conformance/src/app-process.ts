import { type Forked, forkFile } from "../../packages/core/test/forked.js";
import { BOUND_MS, bounded } from "./condition.js";
import type { Address } from "./raw-client.js";

/** On a busy machine a process may take seconds until it has loaded its framework. */
const PROCESS_BOUND_MS = 3 * BOUND_MS;
/** Of a test that waits for a process to start, and then to end. */
export const PROCESS_TEST_MS = 3 * PROCESS_BOUND_MS;

/** A target that plays a scene of `process/app.ts`. Every wait has a bound, and shows what was printed. */
export class AppProcess {
  readonly #forked: Forked;

  constructor(...[file, options]: Parameters<typeof forkFile>) {
    this.#forked = forkFile(file, { ...options, nodeArgs: ["--enable-source-maps"] });
  }

  /** What the scene printed from the first request on, without what was logged. */
  get told(): readonly string[] {
    return this.#forked.lines.filter((line) => !/^(log|port|in flight)\b/.test(line));
  }

  /** What was logged. */
  get log(): readonly string[] {
    return this.#forked.lines.filter((line) => line.startsWith("log "));
  }

  async address(): Promise<Address> {
    const [, port] = await this.line(/^port (\d+)/);
    return { port: Number(port) };
  }

  line(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#bounded(`a line like ${pattern}`, this.#forked.line(pattern));
  }

  kill(signal: NodeJS.Signals): void {
    this.#forked.kill(signal);
  }

  /** Resolves when the process has ended. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return this.#bounded("the process to end", this.#forked.ended);
  }

  /** Ends it however far it is. */
  close(): void {
    this.#forked.kill("SIGKILL");
  }

  #bounded<T>(what: string, promise: Promise<T>): Promise<T> {
    const printed = () => `it printed:\n${this.#forked.lines.join("\n")}`;
    return bounded(what, promise, printed, PROCESS_BOUND_MS);
  }
}
