import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endForkedAfterEach } from "../../packages/core/test/forked.js";
import { type Servers, startServers } from "../clients/servers.js";
import { INSTALL_MS, installOnce } from "../programs/install-once.js";
import { folderOf, inFlight, registered } from "./registered.js";

const folder = folderOf("strapi");
let servers: Servers;
beforeAll(async () => {
  await installOnce(folder);
  servers = await startServers("POSTGRES");
}, INSTALL_MS);
afterAll(() => servers?.end());
endForkedAfterEach();

/** It makes forty tables when it is started first. */
const TEST_MS = 120_000;

describe("Strapi with no line of ours", () => {
  test(
    "the request in flight has its database to the end, Strapi's own end comes after the drain",
    async () => {
      const server = registered(
        folder,
        ["node_modules/@strapi/strapi/bin/strapi.js", "start"],
        {
          DATABASE_URL: servers.urls.POSTGRES,
          STRAPI_TELEMETRY_DISABLED: "true",
          GRACEFUL_IDLE_GRACE_MS: "0",
        },
        TEST_MS,
      );
      const slow = await inFlight(server);
      server.kill("SIGTERM");
      await server.line(/SIGTERM: draining 1 connection/);
      expect((await slow.closed()).received).toMatch(/ 200 OK.*Connection: close.*slow/is);
      expect(await server.ended).toEqual({ code: 0, signal: null });
      const ends = [
        /GET \/slow .*200/,
        /Shutting down Strapi/,
        /^destroyed$/,
        /Closed in .*, clean: 1 request/,
      ];
      const order = ends.map((end) => server.lines.findIndex((line) => end.test(line)));
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order).not.toContain(-1);
    },
    TEST_MS,
  );
});
