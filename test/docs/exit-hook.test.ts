import { describe, test } from "vitest";
import { startProgram } from "./coming-from-pages.js";

const SIGNAL_EXIT = new URL("./fixtures/signal-exit-hook.mjs", import.meta.url).href;
const START = { preload: [SIGNAL_EXIT] };

describe.concurrent("docs/coming-from/exit-hook.md", () => {
  test("the worker before closes its queue under the job that it does", async ({ expect }) => {
    using worker = startProgram("exit-hook", "worker-before");
    await worker.line(/begun/);
    worker.kill("SIGTERM");
    expect(await worker.ended).toEqual({ code: 143, signal: null });
    expect(worker.lines).toEqual(["invoice 7 begun", "queue closed"]);
  });

  test("the worker after does its job, closes its queue, and ends well", async ({ expect }) => {
    using worker = startProgram("exit-hook", "worker-after");
    await worker.line(/begun/);
    worker.kill("SIGTERM");
    expect(await worker.ended, worker.lines.join("\n")).toEqual({ code: 0, signal: null });
    const said = worker.lines.filter((line) => !line.startsWith("[graceful]"));
    expect(said).toEqual(["invoice 7 begun", "invoice 7 done", "queue closed"]);
  });

  test("functions of signal-exit run last, with the exit code", async ({ expect }) => {
    using after = startProgram("exit-hook", "after", START);
    await after.listening;
    after.kill("SIGTERM");
    expect(await after.ended).toEqual({ code: 0, signal: null });
    expect(after.lines.at(-1)).toBe("a hook of signal-exit: 0 null");
    expect(after.lines.at(-2)).toMatch(/^\[graceful\] Closed in .* Exit code 0/);
  });
});
