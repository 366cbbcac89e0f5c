import { createServer } from "node:http";
import { createServer as createRawServer } from "node:net";
import { graceful, type Target } from "@x/graceful-core";
import express from "express";
import { describe, expect, test } from "vitest";
import { QUIET } from "./quiet-plan.js";
import { thrownBy } from "./thrown-by.js";
import { listen } from "./wire.js";

const EXPECTED =
  "[INVALID_TARGET] Expected a server of node:http, node:https, node:http2, node:tls or node:net, got ";

describe("graceful() of core refuses", () => {
  const wrong: [what: string, given: unknown, said: string][] = [
    ["undefined", undefined, "`undefined`"],
    ["null", null, "`null`"],
    ["a number", 42, "`42` (number)"],
    ["a port as a string", "3000", '`"3000"` (string)'],
    ["an empty object", {}, "an empty object"],
    ["a list of servers", [createServer()], "an array of 1"],
    ["a function", function handler() {}, "`handler` (function)"],
    ["an Express app, which goes to graceful() of its own package", express(), "`app` (function)"],
    ["a promise of a server", Promise.resolve(createServer()), "`Promise` (object)"],
    ["a class of servers", createServer().constructor, "`Server` (function)"],
  ];
  for (const [what, given, said] of wrong) {
    test(what, () => {
      const { code, message } = thrownBy(() => graceful(given as never, QUIET));
      expect(code).toBe("INVALID_TARGET");
      expect(message).toContain(EXPECTED + said);
      expect(message).toContain("An app of a framework goes to graceful() of that framework's own package");
    });
  }

  test("a server that is closed already, and none that has not listened yet", async () => {
    const server = createServer();
    await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(thrownBy(() => graceful(server, QUIET)).message).toBe(
      "[SERVER_CLOSED] This server is closed already: give it to graceful() before that",
    );
    await graceful(createServer(), QUIET).shutdown();
  });

  test("no server that listens again after it was closed", async () => {
    const server = createServer();
    await listen(server);
    await new Promise((resolve) => server.close(resolve));
    // With a name to look up it does not listen at once.
    server.listen(0, "localhost");
    expect(server.listening).toBe(false);
    await graceful(server, QUIET).shutdown();
    await new Promise((resolve) => server.close(resolve));
  });

  test("a server or a target that has a lifecycle already, until that is closed", async () => {
    const target: Target = { name: "framework", servers: () => () => {}, probe() {}, async close() {} };
    for (const [subject, name] of [
      [createServer(), "server"],
      [createRawServer(), "server"],
      [target, "framework"],
    ] as const) {
      const lifecycle = graceful(subject, QUIET);
      const expected = `[ALREADY_GRACEFUL] This ${name} has a lifecycle already: call graceful() once for it`;
      expect(thrownBy(() => graceful(subject, QUIET)).message).toBe(expected);
      expect(thrownBy(() => lifecycle.add(subject)).message).toBe(expected);
      await lifecycle.shutdown();
      await graceful(subject, QUIET).shutdown();
    }
  });

  test("a wrong option, naming it, what was expected and what was given, and claims nothing then", async () => {
    const server = createServer();
    const wrong: [plan: object, message: string][] = [
      [
        { budgetMs: "5s" },
        'Expected `budgetMs` to be a finite number of milliseconds above 0, got `"5s"` (string)',
      ],
      [{ drainMS: 5 }, "Unknown option `drainMS`: did you mean `drainMs`?"],
      [
        { release: { postgres: Promise.resolve() } },
        "Expected `release.postgres` to be a function or something",
      ],
      [{ budgetMs: 1_000, drainMs: 2_000 }, "exceeds budgetMs 1000"],
      [{ logger: { info() {} } }, "warn and error is missing"],
    ];
    for (const [plan, message] of wrong) {
      const error = thrownBy(() => graceful(server, plan as never));
      expect(error.code).toBe("INVALID_OPTION");
      expect(error.message).toContain(message);
    }
    expect(server.eventNames()).toEqual(createServer().eventNames());
    await graceful(server, QUIET).shutdown();
  });
});

describe("add()", () => {
  test("refuses what graceful() refuses", async () => {
    const lifecycle = graceful(createServer(), QUIET);
    expect(thrownBy(() => lifecycle.add(undefined as never)).code).toBe("INVALID_TARGET");
    await lifecycle.shutdown();
  });

  test("after the end throws, and the server can still begin a life of its own", async () => {
    const lifecycle = graceful(createServer(), QUIET);
    await lifecycle.shutdown();
    const late = createServer();
    expect(thrownBy(() => lifecycle.add(late)).message).toBe(
      '[LIFECYCLE_CLOSED] The target "server" comes too late: this lifecycle is closed',
    );
    await graceful(late, QUIET).shutdown();
  });

  test("of a target whose adapter throws leaves that target free for another try", async () => {
    let isBroken = true;
    const target: Target = {
      name: "framework",
      servers() {
        if (isBroken) throw new Error("not ready");
        return () => {};
      },
      probe() {},
      async close() {},
    };
    expect(() => graceful(target, QUIET)).toThrow("not ready");
    isBroken = false;
    await graceful(target, QUIET).shutdown();
  });

  test("of health probes to a server that has no paths leaves nothing on it", async () => {
    const server = createRawServer();
    const before = server.eventNames();
    const plan = { ...QUIET, health: { live: "/livez" } };
    expect(thrownBy(() => graceful(server, plan)).message).toMatch(
      /^\[INVALID_OPTION\] Expected `health.port`/,
    );
    expect(server.eventNames()).toEqual(before);
    await graceful(server, QUIET).shutdown();
  });
});
