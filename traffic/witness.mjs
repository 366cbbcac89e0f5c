import { openConnection } from "./connection.mjs";
import { exchange, FAILURES } from "./exchange.mjs";

/** A server hears a signal a moment after it was sent; what it answered until then can tell nobody anything. */
const HEARD_MS = 20;

/** What the clients of one kind saw of one server. */
export class Witness {
  connections = [];
  exchanges = [];
  /** Clients that could not connect, and so sent nothing: `{ code, at }`. */
  turnedAway = [];

  /** Connects; `undefined` where the client was turned away. */
  async open(port, options) {
    const connection = await openConnection(port, options);
    if (typeof connection === "string") {
      this.turnedAway.push({ code: connection, at: performance.now() });
      return undefined;
    }
    this.connections.push(connection);
    return connection;
  }

  async exchange(connection, request) {
    const record = { connection, beganAt: performance.now() };
    this.exchanges.push(record);
    return Object.assign(record, await exchange(connection, request));
  }

  /** The requests that did not get their whole and right answer. */
  get failures() {
    return this.exchanges.filter(({ outcome }) => FAILURES.includes(outcome));
  }

  /**
   * The count. `told` of `toldOf`: connections on which an answer began after the signal, and those of them whose client
   * was told `Connection: close` and so knew not to send another request.
   */
  count(signalledAt) {
    const late = this.exchanges.filter(({ response }) => response?.beganAt > signalledAt + HEARD_MS);
    const told = late.filter(({ response }) => response.headers.get("connection") === "close");
    // The kernel had accepted these before it reset them, so no client can tell whether they were heard.
    const accepted = this.turnedAway.filter(({ code }) => code !== "ECONNREFUSED");
    return {
      sent: this.exchanges.filter(({ outcome }) => outcome !== "unsent").length,
      answered: this.exchanges.filter(({ outcome }) => outcome === "answered").length,
      lost: this.failures.length,
      reset: this.connections.filter(({ end }) => end?.how === "reset").length + accepted.length,
      turnedAway: this.turnedAway.length - accepted.length,
      told: new Set(told.map(({ connection }) => connection)).size,
      toldOf: new Set(late.map(({ connection }) => connection)).size,
    };
  }
}
