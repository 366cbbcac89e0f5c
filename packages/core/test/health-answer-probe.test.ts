import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { answerProbe } from "../src/health/answer-probe.js";
import { matchesPath } from "../src/health/matches-path.js";
import { exchange } from "./exchange.js";

describe("a probe's path is matched", () => {
  test.each([
    ["/readyz", "/readyz"],
    ["/readyz?verbose", "/readyz"],
    ["/readyz?", "/readyz"],
    ["/readyz?from=http://elb/livez?x", "/readyz"],
    ["http://10.0.0.1:9090/readyz", "/readyz"],
    ["HTTPS://example.org/readyz?verbose", "/readyz"],
    ["/health/ready", "/health/ready"],
    ["/", "/"],
    ["/?x", "/"],
  ])("%s is %s", (url, path) => expect(matchesPath(url, path)).toBe(true));
});

describe("a probe's path is matched exactly", () => {
  test.each([
    ["/readyz/", "/readyz"],
    ["/readyz/x", "/readyz"],
    ["/readyzz", "/readyz"],
    ["/READYZ", "/readyz"],
    ["//readyz", "/readyz"],
    ["/x?/readyz", "/readyz"],
    ["/x/readyz", "/readyz"],
    ["/readyzhttp://a", "/readyz"],
    ["readyz", "/readyz"],
    ["http://readyz", "/readyz"],
    ["http://host/x/readyz", "/readyz"],
    ["*", "/readyz"],
    ["", "/readyz"],
  ])("%s is not %s", (url, path) => expect(matchesPath(url, path)).toBe(false));
});

describe("the answer on a plain pair", () => {
  const body = '{"status":"fail"}';
  const answer = {
    status: 503,
    headers: { "content-type": "application/health+json", "content-length": "17" },
    body,
  };
  const server = createServer({ keepAliveTimeout: 1 }, (request, response) => {
    response.sendDate = false;
    answerProbe(request, response, answer);
  });

  beforeEach(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => void server.close());

  const ask = (method: string, rest = "\r\n") =>
    exchange(
      (server.address() as AddressInfo).port,
      `${method} /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${rest}`,
    );

  const head =
    "HTTP/1.1 503 Service Unavailable\r\n" +
    "content-type: application/health+json\r\ncontent-length: 17\r\nConnection: close\r\n\r\n";

  test("to GET is whole", async () => expect(await ask("GET")).toBe(head + body));
  test("to HEAD is the same without the body", async () => expect(await ask("HEAD")).toBe(head));

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])(
    "to %s is 405 with the methods that are allowed",
    async (method) => {
      expect(await ask(method, "Content-Length: 2\r\n\r\n{}")).toBe(
        "HTTP/1.1 405 Method Not Allowed\r\nallow: GET, HEAD\r\ncontent-length: 0\r\ncache-control: no-store\r\n" +
          "Connection: close\r\n\r\n",
      );
    },
  );

  test("to a client that has gone is no error", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const client = connect((gone.address() as AddressInfo).port, "127.0.0.1");
    client.write("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
    const [request, response] = await once(gone, "request");
    client.resetAndDestroy();
    await once(response, "close");
    const errors: unknown[] = [];
    response.on("error", (error: unknown) => errors.push(error));
    expect(() => answerProbe(request, response, answer)).not.toThrow();
    gone.close();
    await once(gone, "close");
    expect(errors).toEqual([]);
  });
});
