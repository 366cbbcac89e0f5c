import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { endForkedAfterEach } from "../../core/test/forked.js";
import { MAIN, Program, removeFoldersAfterEach, server } from "./program.js";
import { fetchOnce } from "./traffic.js";

endForkedAfterEach();
removeFoldersAfterEach();

test("in a terminal Ctrl+C drains all workers, and one line tells how far each is", async () => {
  const program = new Program(server("1").replace("800", "5_000"));
  const words = [process.execPath, MAIN, "--workers", "2", "--control", program.control, program.file];
  const { PATH, HOME } = process.env;
  const terminal = spawn("script", ["-qec", words.map((word) => `'${word}'`).join(" "), "/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH, HOME, TERM: "xterm", PORT: "0" },
  });
  let shown = "";
  const until = async (pattern: RegExp) => {
    for await (const text of terminal.stdout.iterator({ destroyOnReturn: false })) {
      shown += text;
      const found = pattern.exec(shown);
      if (found) return found;
    }
    throw new Error(`It ended without ${pattern}: ${shown}`);
  };
  const [, port] = await until(/port (\d+)[\s\S]*2 workers serve/);
  // The kernel gives a connection to whichever worker takes it first: as many as it takes until each has one.
  const slow: ReturnType<typeof fetchOnce>[] = [];
  const isEachBusy = async () =>
    (await program.status()).workers.every(({ numbers }) => (numbers?.requestsInFlight ?? 0) > 0);
  while (!(await isEachBusy())) slow.push(fetchOnce(Number(port), "/slow"));
  terminal.stdin.write("\u0003");
  await until(/Stopping: 1 draining, 2 draining/);
  await until(/2 workers drained, \d+ requests answered. Exit code 0/);
  // Theirs would be drawn over ours.
  expect(shown).not.toContain("Draining, ");
  expect(new Set((await Promise.all(slow)).map(({ text }) => text))).toEqual(new Set(["slow"]));
});
