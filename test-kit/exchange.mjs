import { setTimeout as sleep } from "node:timers/promises";

/** @typedef {import("./response-reader.mjs").RawResponse} RawResponse */
/**
 * A request, as the pieces that its client writes.
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path
 * @property {{ bytes: Buffer, afterMs?: number }[]} pieces
 * @property {(response: RawResponse) => boolean} isRight
 */
/** @typedef {Pick<import("./connection.mjs").Connection, "write" | "answer" | "end" | "partial">} Client */
/** @typedef {"answered" | "wrong" | "cut" | "lost" | "broken" | "unsent"} Outcome */
/**
 * A request and its outcome. Times are those of `performance.now()`; `response` may be incomplete.
 * @typedef {object} Exchange
 * @property {string} method
 * @property {string} path
 * @property {number} beganAt
 * @property {number} endedAt
 * @property {{ bytes: number, at: number }[]} writes
 * @property {Outcome} outcome
 * @property {Partial<RawResponse> & { bodyBytes: number } | undefined} response
 */

/**
 * What became of a request, judged by what its client wrote and saw and by nothing else:
 *
 * - `answered`: the complete response came, and it was the right one.
 * - `wrong`: a complete response came that is not what was asked for (a 503, another body).
 * - `cut`: a part of the response came, then the connection ended.
 * - `lost`: every byte was written before the client saw the connection end, and nothing ever came back.
 * - `broken`: the connection ended while the client was still writing.
 * - `unsent`: the kernel took none of its bytes, since the connection was gone already. No failure: its client knows
 *   for sure that it may send it elsewhere.
 */
export const FAILURES = ["wrong", "cut", "lost", "broken"];

/** A write this small into an empty send buffer succeeds completely or not at all. */
const ONE_WRITE = 16_384;

/**
 * Sends one request on an open connection and waits for its response.
 * @param {Client} connection
 * @param {Request} request
 * @returns {Promise<Exchange>}
 */
export async function exchange(connection, { method, path, pieces, isRight }) {
  const beganAt = performance.now();
  const writes = [];
  for (const { bytes, afterMs } of pieces) {
    if (afterMs !== undefined) await sleep(afterMs);
    if (!(await connection.write(bytes))) break;
    writes.push({ bytes: bytes.length, at: performance.now() });
  }
  const answer = await connection.answer();
  const endedAt = answer?.endedAt ?? connection.end?.at ?? performance.now();
  const response = answer ?? connection.partial;
  const outcome = () => {
    if (answer) return isRight(answer) ? "answered" : "wrong";
    if (response) return "cut";
    if (writes.length === pieces.length) return "lost";
    const [first] = pieces;
    return writes.length === 0 && first && first.bytes.length <= ONE_WRITE ? "unsent" : "broken";
  };
  return { method, path, beganAt, endedAt, writes, outcome: outcome(), response };
}
