import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { endForkedAfterEach } from "../../packages/core/test/forked.js";
import { freePort } from "../../test-kit/free-port.mjs";
import { BUILD_MS, buildOnce } from "./build-once.js";
import { folderOf, inFlight, registered } from "./registered.js";

const folder = folderOf("next");
const build = { packages: folder, folder, command: ["next/dist/bin/next", "build"] } as const;
beforeAll(() => buildOnce(build), BUILD_MS);
endForkedAfterEach();

const STANDALONE = [".next/standalone/server.js"];
const START = ["node_modules/next/dist/bin/next", "start"];

describe("Next with no line of ours", () => {
  test.each([
    ["standalone", STANDALONE, {}],
    ["standalone, where CI is set", STANDALONE, { CI: "true" }],
    ["next start", START, {}],
  ])(
    "%s: the request in flight is answered, its work of after() is done, exit code 0",
    async (_, args, env) => {
      const done = mkdtempSync(join(tmpdir(), "graceful-next-"));
      onTestFinished(() => rmSync(done, { recursive: true }));
      const file = join(done, "after");
      const server = registered(folder, args, {
        ...env,
        // The standalone server takes 0 for 3000.
        PORT: String(await freePort()),
        AFTER_FILE: file,
        AFTER_MS: "2500",
        GRACEFUL_IDLE_GRACE_MS: "0",
      });
      const slow = await inFlight(server);
      server.kill("SIGTERM");
      await server.line(/SIGTERM: draining 1 connection/);
      expect((await slow.closed()).received).toMatch(/ 200 OK.*Connection: close.*slow/is);
      expect(await server.ended).toEqual({ code: 0, signal: null });
      expect(existsSync(file) && readFileSync(file, "utf8")).toBe("after\n");
      expect(server.lines.join("\n")).toMatch(/clean: 1 request answered, 1 release done. Exit code 0/);
    },
  );
});
