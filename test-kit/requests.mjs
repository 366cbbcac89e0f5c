/** A GET whose right answer is 200 with a body of `bodyBytes`, where that is given. */
export function get(path, { bodyBytes } = {}) {
  return {
    method: "GET",
    path,
    pieces: [{ bytes: Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`) }],
    isRight: (response) =>
      response.status === 200 && (bodyBytes ?? response.bodyBytes) === response.bodyBytes,
  };
}

/** A POST of a whole body whose right answer is 200 with the same bytes. */
export function post(path, body) {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`;
  return {
    method: "POST",
    path,
    pieces: [{ bytes: Buffer.concat([Buffer.from(head), body]) }],
    isRight: (response) => response.status === 200 && response.body.equals(body),
  };
}

/** A POST of `count` chunks, one every `everyMs`, whose right answer is 200 with the number of bytes that came. */
export function trickledPost(path, { count, everyMs, chunk }) {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`;
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

/** The same request, its bytes cut in two after `headBytes`, the rest following `afterMs` later. */
export function halved(request, { headBytes, afterMs }) {
  return { ...request, pieces: cutAt(request, [headBytes], () => afterMs) };
}

/** The same request, its bytes cut anywhere into one to four pieces with short pauses or none between them. */
export function shattered(request, random) {
  const length = byteLength(request);
  const cuts = Array.from({ length: random.between(0, 3) }, () => random.between(1, length - 1));
  const offsets = [...new Set(cuts)].sort((a, b) => a - b);
  return {
    ...request,
    pieces: cutAt(request, offsets, () => (random.chance(0.5) ? random.between(1, 8) : undefined)),
  };
}

const byteLength = ({ pieces }) => pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);

function cutAt(request, offsets, afterMs) {
  const bytes = Buffer.concat(request.pieces.map((piece) => piece.bytes));
  const starts = [0, ...offsets];
  return starts.map((start, i) => ({
    bytes: bytes.subarray(start, starts[i + 1]),
    afterMs: i === 0 ? undefined : afterMs(),
  }));
}
