import { expect, test } from "vitest";
import { CTRL_C, openPty } from "../../core/test/pty.js";
import { MAIN, Program, removeFoldersAfterEach, server } from "./program.js";
import { fetchOnce } from "./traffic.js";

removeFoldersAfterEach();

test("in a terminal Ctrl+C drains all workers, and one line shows how far each is", async () => {
  const program = new Program(server("1").replace("800", "5_000"));
  const command = [process.execPath, MAIN, "--workers", "2", "--control", program.control, program.file];
  await using terminal = openPty(command, { env: { PORT: "0" } });
  await terminal.shows(/2 workers serve$/);
  const port = (await terminal.shows(/^port \d+$/)).slice(5);
  // The kernel gives a connection to whichever worker takes it first: as many as it takes until each has one.
  const slow: ReturnType<typeof fetchOnce>[] = [];
  const isEachBusy = async () =>
    (await program.status()).workers.every(({ numbers }) => (numbers?.requestsInFlight ?? 0) > 0);
  while (!(await isEachBusy())) slow.push(fetchOnce(Number(port), "/slow"));
  terminal.type(CTRL_C);
  await terminal.shows(/Stopping: 1 draining, 2 draining/);
  await terminal.shows(/2 workers drained, \d+ requests answered. Exit code 0/);
  expect(await terminal.ended).toEqual({ code: 0 });
  // Theirs would be drawn over ours.
  expect(terminal.output).not.toContain("Draining, ");
  expect(new Set((await Promise.all(slow)).map(({ text }) => text))).toEqual(new Set(["slow"]));
});

test("Ctrl+C while workers start ends them, which is no failure of theirs", async () => {
  const program = new Program('console.log("starts"); setInterval(() => {}, 1_000);');
  const command = [process.execPath, MAIN, "--workers", "1", "--control", program.control, program.file];
  await using terminal = openPty(command);
  await terminal.shows(/starts/);
  terminal.type(CTRL_C);
  await terminal.shows(/ended with code 0$/);
  await terminal.shows(/Exit code 0$/);
  expect(await terminal.ended).toEqual({ code: 0 });
});
