import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { endForkedAfterEach, run } from "../../core/test/forked.js";
import { inFlight, started } from "../../core/test/started.js";
import { connect } from "../../core/test/wire.js";

endForkedAfterEach();

function start(fixture: string, express: string) {
  const file = fileURLToPath(new URL(`./fixtures/${fixture}`, import.meta.url));
  return started(run(process.execPath, [file], { env: { EXPRESS: express } }));
}

describe.each([
  ["Express 4", "express4"],
  ["Express 5", "express"],
])("%s in a process of its own", (_, express) => {
  test.each(["main-job.mjs", "listens-before.cjs"])("ends well at SIGTERM: %s", async (fixture) => {
    const app = await start(fixture, express);
    const slow = await inFlight(app, "/slow");
    const idle = await connect(app.port);
    app.kill("SIGTERM");
    expect((await slow.closed()).received).toMatch(/Connection: close.*\{"slow":true\}/s);
    expect((await idle.closed()).by).toBe("fin");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.slice(-2)).toEqual([
      "released",
      expect.stringMatching(/Closed in .*, clean: 1 request answered, 1 release done. Exit code 0$/),
    ]);
  });
});
