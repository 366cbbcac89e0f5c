import { beforeAll, describe, test } from "vitest";
import { INSTALL_MS } from "./install-once.js";
import { installPackages, Program } from "./program.js";

beforeAll(installPackages, INSTALL_MS);

const CLEANED_UP = "exit-hook: cleaned up";
const AT_EXIT = "signal-exit: 0";

describe.concurrent("libraries that end the process at a signal, beside graceful", () => {
  test.for([
    ["signal-exit, loaded before", { SIGNAL_EXIT: "before" }, [AT_EXIT]],
    ["signal-exit, loaded after", { SIGNAL_EXIT: "after" }, [AT_EXIT]],
    ["exit-hook, loaded before", { EXIT_HOOK: "before" }, [CLEANED_UP]],
    ["exit-hook, loaded after", { EXIT_HOOK: "after" }, [CLEANED_UP]],
    ["both", { SIGNAL_EXIT: "before", EXIT_HOOK: "after" }, [CLEANED_UP, AT_EXIT]],
  ] as const)(
    "%s: the request in flight is answered, the hooks run to their end, exit code 0",
    async ([, environment, hooks], { expect }) => {
      using program = new Program("exit-libraries.mjs", environment);
      const client = await program.inFlight();
      program.kill("SIGTERM");
      const { status, text } = await client.response();
      expect([status, text]).toEqual([200, "row"]);
      expect(await program.ended).toEqual({ code: 0, signal: null });
      const said = program.said.filter((line) => !line.startsWith("exit "));
      expect(said).toEqual(["in flight", "answered", "database closed", ...hooks]);
    },
  );
});
