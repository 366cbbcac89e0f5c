import { describe, expect, test } from "vitest";
import { ResponseReader } from "../response-reader.mjs";

const WIRE = Buffer.from(
  [
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nchu\r\n4;x=y\r\nnked\r\n0\r\nTrailer: t\r\n\r\n",
    "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n",
  ].join(""),
);

/** What a reader makes of it: each as `{ status, text, framing }`. */
function read(bytes, { headRequests = /** @type {number[]} */ ([]), ended = false } = {}) {
  const reader = new ResponseReader();
  for (const n of headRequests) reader.headRequests.add(n);
  // Byte by byte, since that is how it may come.
  const responses = [...Buffer.from(bytes)].flatMap((byte) => reader.push(Buffer.from([byte])));
  if (ended) responses.push(...reader.end());
  return {
    reader,
    responses,
    seen: responses.map(({ status, text, framing }) => ({ status, text, framing })),
  };
}

describe("the reader that the verdicts come from", () => {
  test("a content length ends a response, and the next one follows", () => {
    const { reader, seen } = read(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n",
    );
    expect(seen).toEqual([
      { status: 200, text: "ok", framing: "content-length" },
      { status: 404, text: "", framing: "no body" },
    ]);
    expect(reader.betweenResponses).toBe(true);
  });

  test("chunks end with the empty one, after its trailers", () => {
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const { seen } = read(`${head}5\r\nhello\r\nA\r\n, world!!!\r\n0\r\nX: y\r\n\r\n`);
    expect(seen).toEqual([{ status: 200, text: "hello, world!!!", framing: "chunked" }]);
    expect(read(`${head}5\r\nhello\r\n0\r\n`).responses).toEqual([]);
  });

  test("without either only the end of the connection ends it", () => {
    expect(read("HTTP/1.0 200 OK\r\n\r\nall of it").responses).toEqual([]);
    const ended = read("HTTP/1.0 200 OK\r\n\r\nall of it", { ended: true });
    expect(ended.seen).toEqual([{ status: 200, text: "all of it", framing: "close" }]);
  });

  test("the answer to HEAD, 204 and 304 have no body", () => {
    const { reader, seen } = read(
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 \r\n\r\nHTTP/1.1 304 \r\nContent-Length: 9\r\n\r\n",
      { headRequests: [0] },
    );
    expect(seen.map(({ status }) => status)).toEqual([200, 204, 304]);
    expect(reader.betweenResponses).toBe(true);
  });

  test("interim responses are kept apart", () => {
    const { reader, seen } = read(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    );
    expect(reader.interim.map(({ status }) => status)).toEqual([100]);
    expect(seen).toEqual([{ status: 200, text: "ok", framing: "content-length" }]);
  });

  test("a response that is cut short is no response", () => {
    const { reader, seen } = read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", { ended: true });
    expect(seen).toEqual([]);
    expect(reader.betweenResponses).toBe(false);
  });

  test("what is no HTTP throws", () => {
    expect(() => read("hello\r\n\r\n")).toThrow("bad status line");
    expect(() => read("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n")).toThrow("bad header line");
    expect(() => read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")).toThrow(
      "bad chunk size",
    );
    expect(() => read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay")).not.toThrow();
    expect(() => read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n")).toThrow(
      "chunk longer",
    );
  });

  test("the same responses come wherever their bytes are split", () => {
    const told = ({ status, text, close }) => ({ status, text, close });
    for (let at = 1; at < WIRE.length; at++) {
      const reader = new ResponseReader();
      const responses = [...reader.push(WIRE.subarray(0, at)), ...reader.push(WIRE.subarray(at))];
      expect(responses.map(told)).toEqual([
        { status: 200, text: "four", close: false },
        { status: 200, text: "chunked", close: false },
        { status: 204, text: "", close: false },
        { status: 503, text: "", close: true },
      ]);
      expect(reader.partial).toBeUndefined();
    }
  });

  test("reports how much of an unfinished response has come, also if bodies are dropped", () => {
    const reader = new ResponseReader({ keepBody: false });
    expect(reader.partial).toBeUndefined();
    reader.push(Buffer.from("HTTP/1.1 2"));
    expect(reader.partial).toEqual({ bodyBytes: 0 });
    reader.push(Buffer.from("00 OK\r\nContent-Length: 4\r\n\r\nfou"));
    expect(reader.partial).toMatchObject({ status: 200, bodyBytes: 3 });
    expect(reader.push(Buffer.from("r"))).toMatchObject([{ bodyBytes: 4, text: "", ending: "four" }]);
    const chunks =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
      "4\r\nover\r\n11\r\n0123456789abcdefg\r\n2\r\n!\n\r\n0\r\n\r\n";
    expect(reader.push(Buffer.from(chunks))).toMatchObject([{ bodyBytes: 23, ending: "3456789abcdefg!\n" }]);
  });

  test("with a bound the beginning of each body is kept, and the whole is hashed", () => {
    const reader = new ResponseReader({ keepBody: 4 });
    const read = (/** @type {string} */ body) =>
      [...`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`].flatMap((byte) =>
        reader.push(Buffer.from(byte)),
      )[0];
    expect(read("four")).toMatchObject({ text: "four", bodyBytes: 4 });
    const first = read("fourteen");
    expect(first).toMatchObject({ text: "four", bodyBytes: 8 });
    expect(read("fourteen")?.digest).toBe(first?.digest);
    expect(read("fourteem")?.digest).not.toBe(first?.digest);
  });

  test("takes the end of the connection for the end of a body that has no length", () => {
    const reader = new ResponseReader();
    expect(reader.push(Buffer.from("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nall of"))).toEqual([]);
    reader.push(Buffer.from(" it"));
    expect(reader.end()).toMatchObject([{ version: "1.0", status: 200, body: Buffer.from("all of it") }]);
    expect(reader.end()).toEqual([]);
  });
});
