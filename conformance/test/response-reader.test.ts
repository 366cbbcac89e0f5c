import { describe, expect, test } from "vitest";
import { ResponseReader } from "../src/response-reader.js";

function read(bytes: string, { headRequests = [] as number[], ended = false } = {}): ResponseReader {
  const reader = new ResponseReader();
  for (const n of headRequests) reader.headRequests.add(n);
  // Byte by byte, since that is how it may come.
  for (const byte of Buffer.from(bytes)) reader.push(Buffer.from([byte]));
  if (ended) reader.end();
  return reader;
}

const seen = (reader: ResponseReader) =>
  reader.responses.map(({ status, text, framing }) => ({ status, text, framing }));

describe("the reader that the verdicts come from", () => {
  test("a content length ends a response, and the next one follows", () => {
    const reader = read(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n",
    );
    expect(seen(reader)).toEqual([
      { status: 200, text: "ok", framing: "content-length" },
      { status: 404, text: "", framing: "no body" },
    ]);
    expect(reader.betweenResponses).toBe(true);
  });

  test("chunks end with the empty one, after its trailers", () => {
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const reader = read(`${head}5\r\nhello\r\nA\r\n, world!!!\r\n0\r\nX: y\r\n\r\n`);
    expect(seen(reader)).toEqual([{ status: 200, text: "hello, world!!!", framing: "chunked" }]);
    expect(read(`${head}5\r\nhello\r\n0\r\n`).responses).toEqual([]);
  });

  test("without either only the end of the connection ends it", () => {
    expect(read("HTTP/1.0 200 OK\r\n\r\nall of it").responses).toEqual([]);
    const ended = read("HTTP/1.0 200 OK\r\n\r\nall of it", { ended: true });
    expect(seen(ended)).toEqual([{ status: 200, text: "all of it", framing: "close" }]);
  });

  test("the answer to HEAD, 204 and 304 have no body", () => {
    const reader = read(
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 \r\n\r\nHTTP/1.1 304 \r\nContent-Length: 9\r\n\r\n",
      { headRequests: [0] },
    );
    expect(seen(reader).map(({ status }) => status)).toEqual([200, 204, 304]);
    expect(reader.betweenResponses).toBe(true);
  });

  test("interim responses are kept apart", () => {
    const reader = read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    expect(reader.interim.map(({ status }) => status)).toEqual([100]);
    expect(seen(reader)).toEqual([{ status: 200, text: "ok", framing: "content-length" }]);
  });

  test("a response that is cut short is no response", () => {
    const reader = read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", { ended: true });
    expect(reader.responses).toEqual([]);
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
});
