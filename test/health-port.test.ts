import { expect, test } from "vitest";
import { endForkedAfterEach, run } from "../packages/core/test/forked.js";
import { APPS, packageOf } from "../system-tests/frameworks.mjs";

endForkedAfterEach();

const appOf = (name: string) => new URL(`../system-tests/apps/${name}.mjs`, import.meta.url).href;

/** Everything is closed, and the process about to end: its last act is to ask for its own probes. */
const program = (name: string) => `
  import { createHello, listen } from ${JSON.stringify(appOf(name))};
  import { graceful } from ${JSON.stringify(packageOf(name))};
  const app = await createHello();
  let port;
  const logger = {
    info(line) {
      port ??= /^Health probes on port (\\d+)/.exec(line)?.[1];
      if (port && line.startsWith("Health")) listen(app);
    },
    warn: console.log,
    error: console.log,
  };
  const health = { live: "/livez", ready: "/readyz", startup: "/startupz", port: 0, host: "127.0.0.1" };
  const lifecycle = graceful(app, { logger, health, lameDuckMs: 0 });
  const ask = async (when) => {
    const statuses = [];
    for (const path of ["livez", "readyz", "startupz"]) {
      statuses.push((await fetch("http://127.0.0.1:" + port + "/" + path)).status);
    }
    console.log(when, ...statuses);
  };
  const untilReady = async () => {
    const { status } = await fetch("http://127.0.0.1:" + port + "/readyz");
    return status === 200 ? ask("serving") : untilReady();
  };
  lifecycle.on("report", () => ask(lifecycle.phase.name));
  process.on("exit", (code) => console.log("exit", code));
  const timer = setInterval(async () => {
    if (!port) return;
    clearInterval(timer);
    await untilReady();
    process.kill(process.pid, "SIGTERM");
  }, 10);
`;

test.each(APPS)("%s: health.port answers when all is closed, until the process ends", async (name) => {
  const app = run(process.execPath, ["--input-type=module", "--eval", program(name)]);
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(app.lines).toEqual(["serving 200 200 200", "closed 200 503 200", "exit 0"]);
});
