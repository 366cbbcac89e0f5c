import { createServer, type ServerResponse } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { sentHeader } from "../src/engine/http1/sent-header.js";
import { exchange } from "./exchange.js";
import { listen } from "./wire.js";

const EVENTS = "text/event-stream";

/** What is seen of a response of Node's own, before a handler writes its head and after. */
async function seen(writeHead: (response: ServerResponse) => void) {
  const types: (string | undefined)[] = [];
  const server = createServer((_request, response) => {
    types.push(sentHeader(response, "content-type"));
    writeHead(response);
    types.push(sentHeader(response, "content-type"));
    response.end();
  });
  onTestFinished(() => void server.close());
  const received = await exchange(
    await listen(server),
    "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  );
  const [before, after] = types;
  expect(before, "before its head").toBeUndefined();
  return { after, received };
}

describe("a header that writeHead sent", () => {
  test.each<[string, (response: ServerResponse) => void, string]>([
    ["in an object", (response) => response.writeHead(200, { "Content-Type": EVENTS }), EVENTS],
    [
      "in a flat array",
      (response) => response.writeHead(200, ["X-Other", "a", "Content-Type", EVENTS]),
      EVENTS,
    ],
    [
      "in an array of pairs",
      (response) =>
        response.writeHead(200, [
          ["X-Other", "a"],
          ["content-type", EVENTS],
        ] as never),
      EVENTS,
    ],
    [
      "after other headers of setHeader",
      (response) =>
        response.setHeader("X-Other", "a").writeHead(200, { "CONTENT-TYPE": `${EVENTS}; charset=utf-8` }),
      `${EVENTS}; charset=utf-8`,
    ],
    [
      "as the last of all headers",
      (response) => {
        response.sendDate = false;
        response.writeHead(200, { Connection: "close", "Content-Length": 0, "Content-Type": EVENTS });
      },
      EVENTS,
    ],
    [
      "after a status message that contains one",
      (response) => response.writeHead(200, "content-type: text/html", { "Content-Type": EVENTS }),
      EVENTS,
    ],
    [
      "after a header whose name ends like it",
      (response) => response.writeHead(200, { "X-Content-Type": "text/html", "Content-Type": EVENTS }),
      EVENTS,
    ],
    [
      "after early hints",
      (response) => {
        response.writeEarlyHints({ link: "</a.css>; rel=preload", "content-type": "text/html" });
        response.writeHead(200, { "Content-Type": EVENTS });
      },
      EVENTS,
    ],
  ])("is known: %s", async (_how, writeHead, expected) => {
    const { after, received } = await seen(writeHead);
    expect(after).toBe(expected);
    expect(received.toLowerCase()).toContain(`\r\ncontent-type: ${expected}\r\n`);
  });

  test("that was not sent is known to be absent", async () => {
    expect((await seen((response) => response.writeHead(200, { "X-Other": EVENTS }))).after).toBe("");
  });

  test("is unknown if Node does not show the head", () => {
    for (const _header of [undefined, null, {}, ["Content-Type", EVENTS]]) {
      expect(sentHeader({ _header } as never, "content-type")).toBeUndefined();
    }
  });
});
