/**
 * A request that was not answered, with all its client wrote and saw; times are of the SIGTERM.
 * @param {import("./witness.mjs").WitnessedExchange} exchange
 */
export function failureText(
  { connection, method, path, outcome, beganAt, writes, response },
  signalledAt = 0,
) {
  const since = (/** @type {number} */ at) =>
    `${at < signalledAt ? "" : "+"}${(at - signalledAt).toFixed(1)} ms`;
  const written = writes.map(({ bytes, at }) => `${bytes} B at ${since(at)}`).join(", ");
  const { end } = connection;
  return [
    `${outcome}: ${method} ${path}`,
    `connected ${since(connection.openedAt)}`,
    `begun ${since(beganAt)}`,
    `wrote ${written || "nothing"}`,
    `got ${response?.status ? `${response.status} and ${response.bodyBytes} B of its body` : "no answer"}`,
    end ? `saw ${end.how} at ${since(end.at)}` : "connection still open",
  ].join("; ");
}
