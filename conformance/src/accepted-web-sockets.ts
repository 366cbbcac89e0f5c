import type { WebSocket } from "ws";
import { Condition } from "../../test-kit/condition.mjs";

/** The WebSockets of an app, that its handlers accepted. Each of them echoes every message. */
export class AcceptedWebSockets {
  readonly #sockets: WebSocket[] = [];
  /** `1001`, `4000 moved`: how each of them was closed, in that order. */
  readonly closes: string[] = [];
  readonly #condition = new Condition();

  /** Called by the targets with each new WebSocket. */
  readonly accept = (socket: WebSocket): void => {
    this.#sockets.push(socket);
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on("error", () => {});
    socket.on("close", (code, reason) => {
      this.closes.push(`${code} ${reason}`.trim());
      this.#condition.changed();
    });
    this.#condition.changed();
  };

  /** Resolves to the `n`th accepted WebSocket. */
  accepted(n = 1): Promise<WebSocket> {
    return this.#condition.until(
      `WebSocket ${n}`,
      () => this.#sockets[n - 1],
      () => `${this.#sockets.length} were accepted`,
    );
  }

  get all(): readonly WebSocket[] {
    return this.#sockets;
  }

  async closed(times = 1): Promise<void> {
    await this.#condition.until(
      `${times} WebSocket(s) to be closed`,
      () => this.closes.length >= times,
      () => `closed: ${this.closes.join(", ") || "none"}`,
    );
  }
}
