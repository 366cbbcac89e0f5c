import { expect, test } from "vitest";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { check } from "../src/index.js";

const LONG_MS = 60_000;

/** Serves HTTP/1.1 beside HTTP/2, and ends both when nothing is under way. */
const server = `
  const options = { ...${JSON.stringify(tlsIdentity)}, allowHTTP1: true };
  const sessions = new Set();
  const server = require("node:http2").createSecureServer(options, (request, response) => {
    request.resume();
    request.once("end", () => response.end("hello"));
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
    const { checks } = await check([process.execPath, "-e", server], {
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
