import { beforeAll, describe, expect, test } from "vitest";
import { type Restart, restart } from "./restart.js";

/** Two browsers and four servers start for an app, on a machine that may do other things as well. */
const BOUND_MS = 60_000;

const APPS = [
  { title: "Express over HTTP/1.1", app: "express" },
  { title: "node:http2 over TLS", app: "http2" },
  { title: "Fastify over HTTP/2 with TLS", app: "fastify-http2" },
] as const;

describe.each(APPS)("SIGTERM while two tabs of Chromium are open: $title", ({ app }) => {
  let seen: Restart;
  beforeAll(async () => {
    seen = await restart(app, "graceful");
  }, BOUND_MS);

  test("finds a connection of the browser over which nothing was ever asked", () => {
    expect(seen.silent).toBeGreaterThan(0);
  });

  test("the process ends by itself although both tabs stay, with exit code 0", () => {
    expect(seen.ending, seen.lines.join("\n")).toEqual({ code: 0, signal: null });
  });

  test("a page that goes on fetching by GET and POST sees no failed fetch, and is answered by both servers", () => {
    expect(seen.items.failed).toEqual([]);
    expect([...new Set(seen.items.answered)].sort()).toEqual([
      "GET by first",
      "GET by second",
      "POST by first",
      "POST by second",
    ]);
  });

  test("a WebSocket is closed cleanly with 1001", () => {
    expect(seen.stream.socket).toEqual(["message of first", "closed cleanly with 1001"]);
  });

  test("an EventSource reconnects to the next server", () => {
    expect(seen.stream.events[0]).toBe("event of first");
    expect(seen.stream.events.slice(-2)).toEqual(["reconnects", "event of second"]);
    expect(seen.stream.events).not.toContain("gave up");
  });

  test(
    "with server.close() alone the process is still there after two seconds",
    async () => {
      const naive = await restart(app, "naive");
      expect(naive.ending).toBe("still there");
      expect(naive.silent).toBeGreaterThan(0);
    },
    BOUND_MS,
  );
});
