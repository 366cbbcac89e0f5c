/**
 * @typedef {object} RequestOptions
 * @property {"1.0" | "1.1"} [version]
 * @property {Record<string, string>} [headers]
 * @property {string} [body] Sent whole with its `Content-Length`.
 */
/** @typedef {import("./exchange.mjs").Request} Request */

/**
 * The bytes of one request.
 * @param {string} method
 * @param {string} path
 * @param {RequestOptions} [options]
 */
export function requestText(method, path, { version = "1.1", headers = {}, body = "" } = {}) {
  const all = { Host: "test", ...(body && { "Content-Length": String(body.length) }), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/${version}\r\n${lines.join("")}\r\n${body}`;
}

/**
 * A GET whose right answer is 200 with a body of `bodyBytes`, where that is given.
 * @param {string} path
 * @param {{ bodyBytes?: number }} [right]
 * @returns {Request}
 */
export function get(path, { bodyBytes } = {}) {
  return {
    method: "GET",
    path,
    pieces: [{ bytes: Buffer.from(requestText("GET", path)) }],
    isRight: (response) =>
      response.status === 200 && (bodyBytes ?? response.bodyBytes) === response.bodyBytes,
  };
}

/**
 * A POST of a whole body whose right answer is 200 with the same bytes.
 * @param {string} path
 * @param {Buffer} body
 * @returns {Request}
 */
export function post(path, body) {
  const head = requestText("POST", path, { headers: { "Content-Length": String(body.length) } });
  return {
    method: "POST",
    path,
    pieces: [{ bytes: Buffer.concat([Buffer.from(head), body]) }],
    isRight: (response) => response.status === 200 && response.body.equals(body),
  };
}

/**
 * A POST of `count` chunks, one every `everyMs`, whose right answer is 200 with the number of bytes that came.
 * @param {string} path
 * @param {{ count: number, everyMs: number, chunk: Buffer }} body
 * @returns {Request}
 */
export function trickledPost(path, { count, everyMs, chunk }) {
  const head = requestText("POST", path, { headers: { "Transfer-Encoding": "chunked" } });
  const framed = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]);
  const chunks = Array.from({ length: count }, () => ({ bytes: framed, afterMs: everyMs }));
  return {
    method: "POST",
    path,
    pieces: [{ bytes: Buffer.from(head) }, ...chunks, { bytes: Buffer.from("0\r\n\r\n") }],
    isRight: (response) =>
      response.status === 200 && response.body.toString() === String(count * chunk.length),
  };
}

/**
 * The same request, its bytes cut in two after `headBytes`, the rest following `afterMs` later.
 * @param {Request} request
 * @param {{ headBytes: number, afterMs?: number }} where
 * @returns {Request}
 */
export function halved(request, { headBytes, afterMs }) {
  return { ...request, pieces: cutAt(request, [headBytes], () => afterMs) };
}

/**
 * The same request, its bytes cut anywhere into one to four pieces with short pauses or none between them.
 * @param {Request} request
 * @param {import("./random.mjs").Random} random
 * @returns {Request}
 */
export function shattered(request, random) {
  const length = byteLength(request);
  const cuts = Array.from({ length: random.between(0, 3) }, () => random.between(1, length - 1));
  const offsets = [...new Set(cuts)].sort((a, b) => a - b);
  return {
    ...request,
    pieces: cutAt(request, offsets, () => (random.chance(0.5) ? random.between(1, 8) : undefined)),
  };
}

const byteLength = (/** @type {Request} */ { pieces }) =>
  pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);

/**
 * @param {Request} request
 * @param {number[]} offsets
 * @param {() => number | undefined} afterMs
 */
function cutAt(request, offsets, afterMs) {
  const bytes = Buffer.concat(request.pieces.map((piece) => piece.bytes));
  const starts = [0, ...offsets];
  return starts.map((start, i) => ({
    bytes: bytes.subarray(start, starts[i + 1]),
    afterMs: i === 0 ? undefined : afterMs(),
  }));
}
