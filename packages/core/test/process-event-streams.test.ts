import { describe, expect, test } from "vitest";
import { endForkedAfterEach } from "./forked.js";
import { start } from "./started.js";
import { connect } from "./wire.js";

endForkedAfterEach();

/** The bytes of a client that asks a model something. */
const asked = (path: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nContent-Length: 2\r\n\r\n{}`;

describe("a process that is signalled while it streams an answer", () => {
  test("sends its twenty words to the last, ends its subscriptions, and ends with exit code 0", async () => {
    const app = await start("streams-an-answer.mjs");
    const paths = ["/answer", "/written"];
    const answers = await Promise.all(
      paths.map(async (path) => (await connect(app.port)).write(asked(path))),
    );
    const subscriptions = await Promise.all(paths.map(async (path) => (await connect(app.port)).get(path)));
    await Promise.all(subscriptions.map((subscription) => subscription.receives("subscribed")));
    // In the middle of twenty words.
    await Promise.all(answers.map((answer) => answer.receives("data: word 7\n")));
    expect(answers.some(({ received }) => received.includes("[DONE]"))).toBe(false);
    app.kill("SIGTERM");

    for (const { received, by } of await Promise.all(subscriptions.map((client) => client.closed()))) {
      expect(by).toBe("fin");
      expect(received.endsWith("\r\n0\r\n\r\n")).toBe(true);
    }
    for (const { received, by } of await Promise.all(answers.map((client) => client.closed()))) {
      expect(by).toBe("fin");
      const words = [...received.matchAll(/data: word (\d+)\n/g)].map(([, word]) => Number(word));
      expect(words).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
      expect(received.endsWith("data: [DONE]\n\n\r\n0\r\n\r\n")).toBe(true);
    }
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.output).toMatch(/clean: 2 requests answered, 2 event streams ended\. Exit code 0/);
  });
});
