import { Condition } from "../../test-kit/condition.mjs";
import { RawClient } from "../../test-kit/raw-client.mjs";

const CLIENTS = 8;
/** Answers before a run counts as one under load. */
const WARM = 50;

/**
 * Clients that send one request after another, without a pause, on one connection each, until they are told to close
 * it.
 */
export class Load {
  answered = 0;
  /** Everything that is not a whole 200. */
  lost = 0;
  /** Resolves when every client was told to go, or has lost a request. */
  readonly over: Promise<unknown>;
  readonly #changed = new Condition();

  constructor(port: number) {
    this.over = Promise.all(Array.from({ length: CLIENTS }, () => this.#visit(port)));
  }

  async warm(): Promise<void> {
    await this.#changed.until(
      "some traffic",
      () => this.answered >= WARM || this.lost > 0,
      () => this.toString(),
    );
  }

  toString(): string {
    return `${this.answered} answered, ${this.lost} lost`;
  }

  async #visit(port: number): Promise<void> {
    const client = new RawClient({ port });
    try {
      for (let isTold = false; !isTold; this.#changed.changed()) {
        const { status, headers } = await client.request("GET", "/").response();
        if (status !== 200) throw new Error(`status ${status}`);
        this.answered++;
        isTold = headers.connection === "close";
      }
      // It stays, as one that reuses connections: the server has to close it.
      await client.ended();
    } catch {
      this.lost++;
      this.#changed.changed();
    } finally {
      client.close();
    }
  }
}
