import { expect, test } from "vitest";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { check } from "../src/index.js";

const LONG_MS = 60_000;

/** Answers after a time, and ends a session when it has no stream. `create`: makes the server. */
const server = (create: string, answerMs: number) => `
  const sessions = new Set();
  const server = require("node:http2").${create}((request, response) => {
    request.resume();
    request.once("end", () => setTimeout(() => response.end("hello"), ${answerMs}));
  });
  server.on("session", (session) => sessions.add(session));
  process.on("SIGTERM", () => {
    server.close();
    for (const session of sessions) session.close();
  });
  server.listen(process.env.PORT)`;

test(
  "a server that speaks HTTP/1.1 beside HTTP/2 is measured over both",
  async () => {
    const options = `{ ...${JSON.stringify(tlsIdentity)}, allowHTTP1: true }`;
    const code = server(`createSecureServer.bind(null, ${options})`, 0);
    const { checks } = await check([process.execPath, "-e", code], {
      http2: "h2",
      insecure: true,
      runs: 1,
      only: ["in-flight", "h2-streams", "h2-goaway"],
    });
    expect(checks.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "in-flight passed",
      "h2-streams passed",
      "h2-goaway passed",
    ]);
  },
  LONG_MS,
);

test(
  "a stream of a slow route has arrived when the signal comes, and is not refused",
  async () => {
    const { checks } = await check([process.execPath, "-e", server("createServer", 200)], {
      http2: "h2c",
      slow: "GET:/",
      only: ["h2-streams"],
    });
    expect(checks.map(({ runs, failures }) => ({ runs, failures }))).toEqual([
      { runs: { all: 3, passed: 3, failed: 0, race: 0 }, failures: [] },
    ]);
  },
  LONG_MS,
);
