import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { endForkedAfterEach } from "../../packages/core/test/forked.js";
import { BUILD_MS, type Build, buildOnce } from "./build-once.js";
import { folderOf, inFlight, registered } from "./registered.js";

const packages = folderOf("others");
const VITE = "vite/bin/vite.js";

interface Server {
  /** None: there is nothing to build. */
  readonly build?: Build["command"];
  readonly start: string[];
  /** What it sets itself. */
  readonly exitCode?: number;
}

/** By the folder. */
const servers: Readonly<Record<string, Server>> = {
  srvx: { start: ["server.js"] },
  nitro: { build: ["nitropack/dist/cli/index.mjs", "build"], start: [".output/server/index.mjs"] },
  sveltekit: { build: [VITE, "build"], start: ["build/index.js"] },
  "react-router": {
    build: ["@react-router/dev/bin.js", "build"],
    start: ["../node_modules/@react-router/serve/bin.js", "build/server/index.js"],
  },
  astro: { build: ["astro/astro.js", "build"], start: ["build/server/entry.mjs"] },
  // Vite takes a signal for a failure, and sets the exit code of one.
  vite: { build: [VITE, "build"], start: [`../node_modules/${VITE}`, "preview"], exitCode: 143 },
};

beforeAll(async () => {
  for (const [name, { build }] of Object.entries(servers)) {
    if (build) await buildOnce({ packages, folder: join(packages, name), command: build });
  }
}, BUILD_MS);
endForkedAfterEach();

describe.each(Object.entries(servers))(
  "the server of %s with no line of ours",
  (name, { start, exitCode = 0 }) => {
    test.each([
      ["as on a server", {}],
      ["where CI is set", { CI: "true" }],
    ])("%s: the request in flight is answered, and it ends by itself", async (_, env) => {
      const server = registered(join(packages, name), start, { ...env, GRACEFUL_IDLE_GRACE_MS: "0" });
      const slow = await inFlight(server);
      server.kill("SIGTERM");
      await server.line(/SIGTERM: draining 1 connection/);
      expect((await slow.closed()).received).toMatch(/ 200 .*Connection: close.*slow/is);
      expect(await server.ended).toEqual({ code: exitCode, signal: null });
      expect(server.lines.join("\n")).toMatch(/Closed in .* clean: 1 request answered/);
    });
  },
);
