import { setTimeout as sleep } from "node:timers/promises";

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

/** Into an empty send buffer, a write this small goes whole or not at all. */
const ONE_WRITE = 16_384;

/**
 * Sends one request on an open connection and waits for its response.
 * A request is `{ method, path, pieces: { bytes, afterMs? }[], isRight(response) }`.
 */
export async function exchange(connection, { method, path, pieces, isRight }) {
  const record = { method, path, beganAt: performance.now(), writes: [], outcome: "broken" };
  for (const { bytes, afterMs } of pieces) {
    if (afterMs !== undefined) await sleep(afterMs);
    if (!(await connection.write(bytes))) break;
    record.writes.push({ bytes: bytes.length, at: performance.now() });
  }
  const whole = record.writes.length === pieces.length;
  const response = await connection.answer();
  record.endedAt = response?.at ?? connection.end.at;
  record.response = response ?? connection.partial;
  if (response) record.outcome = isRight(response) ? "answered" : "wrong";
  else if (record.response) record.outcome = "cut";
  else if (whole) record.outcome = "lost";
  else if (record.writes.length === 0 && pieces[0].bytes.length <= ONE_WRITE) record.outcome = "unsent";
  return record;
}
