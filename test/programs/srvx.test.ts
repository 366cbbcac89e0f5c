import { beforeAll, describe, test } from "vitest";
import { RawClient } from "../../test-kit/raw-client.mjs";
import { INSTALL_MS } from "./install-once.js";
import { installPackages, Program } from "./program.js";

beforeAll(installPackages, INSTALL_MS);

describe.concurrent("srvx", () => {
  test.for([
    ["where CI is set and it leaves signals alone", { CI: "true" }],
    ["where it stops the server at SIGTERM itself", {}],
  ] as const)(
    "%s: request in flight and idle connection are answered, exit code 0",
    async ([, environment], { expect }) => {
      using program = new Program("srvx.mjs", environment);
      const port = await program.listening;
      const idle = await RawClient.connect({ port });
      await idle.request("GET", "/quick").response();
      const slow = await program.inFlight("/slow");
      program.kill("SIGTERM");
      // Until its listener is closed, an answer may say keep-alive.
      await program.refuses(port);
      const last = await idle.request("GET", "/quick").response();
      expect([last.text, last.headers.connection]).toEqual(["quick", "close"]);
      expect((await slow.response()).text).toBe("slow");
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.said).toEqual(["in flight", "database closed", "exit 0"]);
    },
  );
});
