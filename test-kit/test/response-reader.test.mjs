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
const SEEN = [
  { status: 200, body: "four", close: false },
  { status: 200, body: "chunked", close: false },
  { status: 204, body: "", close: false },
  { status: 503, body: "", close: true },
];

const seen = ({ status, body, close }) => ({ status, body: body.toString(), close });

describe("the response reader", () => {
  test("reads the same responses wherever their bytes are split", () => {
    for (let at = 1; at < WIRE.length; at++) {
      const reader = new ResponseReader();
      const responses = [...reader.push(WIRE.subarray(0, at)), ...reader.push(WIRE.subarray(at))];
      expect(responses.map(seen)).toEqual(SEEN);
      expect(reader.partial).toBeUndefined();
    }
  });

  test("reads byte by byte", () => {
    const reader = new ResponseReader();
    expect([...WIRE].flatMap((byte) => reader.push(Buffer.from([byte]))).map(seen)).toEqual(SEEN);
  });

  test("tells how much of an unfinished response has come", () => {
    const reader = new ResponseReader();
    expect(reader.partial).toBeUndefined();
    reader.push(Buffer.from("HTTP/1.1 2"));
    expect(reader.partial).toEqual({ bodyBytes: 0 });
    reader.push(Buffer.from("00 OK\r\nContent-Length: 4\r\n\r\nfou"));
    expect(reader.partial).toMatchObject({ status: 200, bodyBytes: 3 });
  });

  test("takes the end of the connection for the end of a body that has no length", () => {
    const reader = new ResponseReader();
    expect(reader.push(Buffer.from("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nall of"))).toEqual([]);
    reader.push(Buffer.from(" it"));
    expect(reader.end()).toMatchObject({ version: "HTTP/1.0", status: 200, body: Buffer.from("all of it") });
    expect(reader.end()).toBeUndefined();
  });
});
