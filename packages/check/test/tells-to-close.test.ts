import { expect, test } from "vitest";
import { ResponseReader } from "../../../test-kit/response-reader.mjs";
import { saysClose } from "../src/judge/judge-answer.js";

test.each([
  ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false],
  ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n", true],
  ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", false],
  ["HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", true],
  ["HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n", false],
])("whether %j tells its client to close: %s", (bytes, closes) => {
  const [answer] = new ResponseReader().push(Buffer.from(bytes));
  if (!answer) throw new Error("no answer");
  expect(saysClose(answer)).toBe(closes);
});
