import { openConnection } from "./connection.mjs";
import { exchange, FAILURES } from "./exchange.mjs";

/** On a busy machine a server may react late to a signal: an answer within this time need not say close. */
const HEARD_MS = 100;

/** @typedef {import("./connection.mjs").Connection} Connection */
/** @typedef {import("./exchange.mjs").Exchange & { connection: Connection }} WitnessedExchange */

/** The exchanges between the clients of one kind and one server. */
export class Witness {
  /** @type {Connection[]} */
  connections = [];
  /** In the order of their ends. @type {WitnessedExchange[]} */
  exchanges = [];
  /** Clients that could not connect, and so sent nothing. @type {{ code: string, at: number }[]} */
  turnedAway = [];

  /**
   * Connects, or resolves to `undefined` if the client could not.
   * @param {number} port
   * @param {import("./connection.mjs").ConnectionOptions} [options]
   */
  async open(port, options) {
    const connection = await openConnection(port, options);
    if (typeof connection === "string") {
      this.turnedAway.push({ code: connection, at: performance.now() });
      return undefined;
    }
    this.connections.push(connection);
    return connection;
  }

  /**
   * @param {Connection} connection
   * @param {import("./exchange.mjs").Request} request
   */
  async exchange(connection, request) {
    const record = { ...(await exchange(connection, request)), connection };
    this.exchanges.push(record);
    return record;
  }

  /** The requests without a complete and right answer. */
  get failures() {
    return this.exchanges.filter(({ outcome }) => FAILURES.includes(outcome));
  }

  /**
   * The counts. `told`: connections whose client got `Connection: close` after the signal, and so knew not to send
   * another request. `toldOf`: those, and the ones answered long after the signal without it.
   * @param {number} [signalledAt]
   */
  count(signalledAt = 0) {
    const answeredAfter = (/** @type {number} */ at) =>
      this.exchanges.filter(({ response }) => response?.beganAt !== undefined && response.beganAt > at);
    const told = answeredAfter(signalledAt).filter(({ response }) => response?.close);
    const toldTo = new Set(told.map(({ connection }) => connection));
    const late = answeredAfter(signalledAt + HEARD_MS).map(({ connection }) => connection);
    // The kernel had accepted these before it reset them, so the client cannot know whether they were read.
    const accepted = this.turnedAway.filter(({ code }) => code !== "ECONNREFUSED");
    return {
      sent: this.exchanges.filter(({ outcome }) => outcome !== "unsent").length,
      answered: this.exchanges.filter(({ outcome }) => outcome === "answered").length,
      lost: this.failures.length,
      reset: this.connections.filter(({ end }) => end?.how === "reset").length + accepted.length,
      turnedAway: this.turnedAway.length - accepted.length,
      told: toldTo.size,
      toldOf: new Set([...toldTo, ...late]).size,
    };
  }
}
