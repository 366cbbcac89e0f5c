import { beforeAll, expect, test } from "vitest";
import { endForkedAfterEach, run } from "../../packages/core/test/forked.js";
import { RawClient } from "../../test-kit/raw-client.mjs";
import { TELL_PORT } from "../docs/served-program.js";
import { temporaryFolder } from "../packages/packed.js";
import { INSTALL_MS } from "./install-once.js";
import { FIXTURES, installPackages } from "./program.js";

beforeAll(installPackages, INSTALL_MS);
endForkedAfterEach();

const cache = temporaryFolder("graceful-compile-cache-");

/** It compiles modules without a callback for `import()`, which then rejects. */
test.each(["SIGTERM", "shutdown"])(
  "under v8-compile-cache, forked with a channel: a server starts, and ends well at %s",
  async (ending) => {
    const args = ["-r", "v8-compile-cache", "--import", TELL_PORT, "compiled.cjs"];
    const env = { V8_COMPILE_CACHE_CACHE_DIR: cache };
    const server = run(process.execPath, args, {
      cwd: FIXTURES,
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const [, port] = await server.line(/^listening on (\d+)/);
    const client = (await RawClient.connect({ port: Number(port) })).request("GET", "/");
    await server.line(/^in flight/);
    if (ending === "SIGTERM") server.kill(ending);
    else server.send(ending);
    expect((await client.response()).text).toBe("row");
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(server.lines).toContain("exit 0");
  },
);
