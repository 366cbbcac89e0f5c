import { WebSocket } from "ws";
import { Condition } from "../../test-kit/condition.mjs";
import type { Address } from "../../test-kit/raw-client.mjs";

/** A WebSocket client, and what it saw: `open`, `close 1001`, `close 4000 moved`, `error CODE`. */
export class SocketClient {
  readonly events: string[] = [];
  readonly messages: Buffer[] = [];
  readonly #socket: WebSocket;
  readonly #condition = new Condition();

  private constructor(address: Address, tls: boolean, path: string, compressed: boolean) {
    const port = "port" in address ? address.port : 0;
    this.#socket = new WebSocket(`${tls ? "wss" : "ws"}://127.0.0.1:${port}${path}`, {
      rejectUnauthorized: false,
      perMessageDeflate: compressed,
    });
    this.#socket.on("open", () => this.#record("open"));
    this.#socket.on("message", (data: Buffer) => {
      this.messages.push(data);
      this.#condition.changed();
    });
    this.#socket.on("close", (code, reason) => this.#record(`close ${code} ${reason}`.trim()));
    this.#socket.on("error", (error: NodeJS.ErrnoException) =>
      this.#record(`error ${error.code ?? error.message}`),
    );
  }

  static open(address: Address, tls: boolean, { path = "/ws", compressed = false } = {}): SocketClient {
    return new SocketClient(address, tls, path, compressed);
  }

  static async connect(address: Address, tls: boolean, options = {}): Promise<SocketClient> {
    const client = SocketClient.open(address, tls, options);
    await client.sees("open");
    return client;
  }

  send(message: string | Buffer): void {
    this.#socket.send(message);
  }

  async receives(message: string): Promise<void> {
    await this.#condition.until(
      message,
      () => this.messages.some((received) => received.toString() === message),
      () => this.#describe(),
    );
  }

  async sees(event: string): Promise<void> {
    await this.#condition.until(
      event,
      () => this.events.includes(event),
      () => this.#describe(),
    );
  }

  /** How it ended: the last event, once there is one. */
  async ended(): Promise<string> {
    return this.#condition.until(
      "the WebSocket to close",
      () => this.events.find((event) => event.startsWith("close")),
      () => this.#describe(),
    );
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }

  #record(event: string): void {
    this.events.push(event);
    this.#condition.changed();
  }

  #describe(): string {
    return `client saw: ${this.events.join(", ") || "nothing"}, and ${this.messages.length} message(s)`;
  }
}
