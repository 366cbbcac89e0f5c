import { FakeSocket } from "../../fakes/fake-socket.js";
import type { Journal } from "../../fakes/journal.js";

/** What the engine itself does to a socket. */
export type Deed = "destroyed" | "ended" | "wrote";

/** A socket that tells the deeds of the engine from those of clients, handlers and Node. */
export class ScriptedSocket extends FakeSocket {
  /** What has gone out, in hexadecimal. */
  sent = "";
  onDeed: (deed: Deed) => void = () => {};
  #others = 0;

  constructor(
    name: string,
    journal: Journal,
    readonly below?: ScriptedSocket,
  ) {
    super(name, journal);
    if (!below) return;
    Object.defineProperties(this, {
      encrypted: { value: true },
      remotePort: { value: below.remotePort },
    });
    this.once("close", () => below.hangUp());
  }

  /** What happens within is not the engine's doing. */
  byOthers<T>(run: () => T): T {
    this.#others++;
    try {
      return run();
    } finally {
      this.#others--;
    }
  }

  override write(chunk: Buffer | string, ...rest: unknown[]): boolean {
    this.#tell("wrote");
    this.sent += Buffer.from(chunk as string).toString("hex");
    return super.write(chunk, ...rest);
  }

  override end(): void {
    if (!this.writableEnded) this.#tell("ended");
    super.end();
  }

  override flush(): void {
    this.byOthers(() => super.flush());
  }

  override destroy(): void {
    if (!this.destroyed) this.#tell("destroyed");
    super.destroy();
  }

  override destroySoon(): void {
    if (!this.writableEnded) this.#tell("destroyed");
    this.byOthers(() => super.destroySoon());
  }

  /** Of a client that is gone already Node says nothing a second time. */
  override hangUp(): void {
    if (!this.destroyed) this.byOthers(() => super.hangUp());
  }

  #tell(deed: Deed): void {
    if (this.#others === 0) this.onDeed(deed);
  }
}
