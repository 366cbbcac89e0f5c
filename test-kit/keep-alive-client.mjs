import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {object} Way
 * @property {import("./witness.mjs").Witness} witness
 * @property {() => number} thinkMs
 * @property {() => import("./exchange.mjs").Request} nextRequest
 */

/**
 * Behaves like an HTTP library: sends one request after another on one connection with pauses in between, closes it
 * after `Connection: close`, and opens a new one. It ends when it cannot connect; a load balancer would send a real
 * client to another instance.
 * @param {Way & { port: number, connection?: import("./connection.mjs").ConnectionOptions }} way
 */
export async function keepAliveClient({ port, witness, thinkMs, nextRequest, connection: options }) {
  for (;;) {
    const connection = await witness.open(port, options);
    if (!connection) return;
    await useUp(connection, { witness, thinkMs, nextRequest });
  }
}

/**
 * Sends requests until the connection has ended or a response says close.
 * @param {import("./connection.mjs").Connection} connection
 * @param {Way} way
 */
async function useUp(connection, { witness, thinkMs, nextRequest }) {
  for (;;) {
    await sleep(thinkMs());
    if (connection.end) return;
    const { response } = await witness.exchange(connection, nextRequest());
    if (response?.close) return connection.leave();
  }
}
