import { exchange } from "../../test-kit/exchange.mjs";

/**
 * What came of a request: as of `exchange`, or with a `code` where none could connect.
 * @param {import("../../test-kit/connection.mjs").Connection | string} connection
 * @param {import("../../test-kit/exchange.mjs").Request} request
 * @param {number} beganAt With the time that it took to connect.
 * @returns {Promise<any>}
 */
export async function attempt(connection, request, beganAt) {
  if (typeof connection === "string") {
    const { method, path } = request;
    return { method, path, beganAt, endedAt: performance.now(), outcome: "turned away", code: connection };
  }
  return { ...(await exchange(connection, request)), beganAt, connection };
}
