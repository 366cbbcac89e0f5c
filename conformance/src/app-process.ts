import { type Forked, forkFile } from "../../packages/core/test/forked.js";
import { bounded } from "./condition.js";
import type { Address } from "./raw-client.js";

/** A target that plays a scene of `process/app.ts`. Every wait has the bound of the suite and shows what was printed. */
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
    return bounded(what, promise, () => `it printed:\n${this.#forked.lines.join("\n")}`);
  }
}
