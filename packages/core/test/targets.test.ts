import { createServer, type Server } from "node:http";
import { graceful, type Logger, type Target } from "@x/graceful-core";
import { expect, test } from "vitest";

/** A target that finds these servers, at once. */
function targetWith(name: string, servers: Server[] = []): Target {
  return {
    name,
    servers(found) {
      for (const server of servers) found(server);
      return () => {};
    },
    probe() {},
    async close() {},
  };
}

async function warningsOf(...targets: Target[]): Promise<string[]> {
  const warnings: string[] = [];
  const logger: Logger = {
    info() {},
    warn: (line) => warnings.push(line),
    error: (line) => warnings.push(line),
  };
  const [first, ...others] = targets;
  const lifecycle = graceful(first as Target, { signals: false, exit: false, logger });
  for (const target of others) lifecycle.add(target);
  await lifecycle.shutdown();
  return warnings;
}

test("a target without a server is named in a warning when the shutdown begins", async () => {
  const found = targetWith("found", [createServer()]);
  expect(await warningsOf(found, targetWith("lost"))).toEqual([
    "No server of lost was found, so none is drained: " +
      "if one passes requests on to it, give that server to graceful()",
  ]);
});

test("a target with a server is not, whether the server ever listened or not", async () => {
  expect(await warningsOf(targetWith("found", [createServer()]))).toEqual([]);
});
