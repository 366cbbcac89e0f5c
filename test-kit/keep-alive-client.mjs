import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {object} Way
 * @property {import("./witness.mjs").Witness} witness
 * @property {() => number} thinkMs
 * @property {() => import("./exchange.mjs").Request} nextRequest
 */

/**
 * A client as HTTP libraries are: sends one request after another on one connection, thinks in between, closes it
 * when told `Connection: close`, and then opens a new one. It ends when it is turned away, where a real one would be
 * sent to another instance.
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
 * Sends requests until the connection has ended or its client was told to close it.
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
