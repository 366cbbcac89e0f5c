import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { endForkedAfterEach, forkFile } from "../../core/test/forked.js";
import { MAIN, Program, removeFoldersAfterEach, server } from "./program.js";

endForkedAfterEach();
removeFoldersAfterEach();

const undo: (() => void)[] = [];
afterEach(() => {
  for (const run of undo.splice(0)) run();
});

/** A client of the control socket that closes nothing. */
async function client(program: Program) {
  const socket = connect({ path: program.control, allowHalfOpen: true });
  undo.push(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

test("a client that asks nothing, or closes nothing, does not keep the program alive", async () => {
  const program = new Program(server("1")).start(["--workers", "1"]);
  await program.serving();
  await client(program);
  const asking = await client(program);
  asking.write('{"command":"status"}\n');
  expect(JSON.parse(await text(asking))).toMatchObject({ status: { mode: "running" } });
  program.primary.kill("SIGTERM");
  expect(await program.primary.ended).toEqual({ code: 0, signal: null });
});

test("a request ends with its client's half of the connection, also without a line feed", async () => {
  const program = new Program(server("1")).start(["--workers", "1"]);
  await program.serving();
  const asking = await client(program);
  asking.end('{"command":"status"}');
  expect(JSON.parse(await text(asking))).toMatchObject({ status: { mode: "running" } });
  const silent = await client(program);
  silent.end();
  expect(JSON.parse(await text(silent))).toEqual({ error: "Expected status, reload or stop" });
});

test("a path that is too long for a socket is said to be, and the program ends all the same", async () => {
  const program = new Program(server("1"));
  const path = `${program.control}${"x".repeat(150)}`;
  program.start(["--workers", "1", "--control", path]);
  await program.primary.line(
    /No control socket: The path of a socket has at most \d+ bytes, and .* has \d+\./,
  );
  await program.serving();
  program.primary.kill("SIGTERM");
  expect(await program.primary.ended).toEqual({ code: 0, signal: null });
  expect(existsSync(path.slice(0, 107))).toBe(false);
});

test("a file that is no socket is not deleted", async () => {
  const program = new Program(server("1"));
  writeFileSync(program.control, "precious");
  program.start(["--workers", "1"]);
  await program.primary.line(/No control socket: .*control is there already, and is no socket\./);
  expect(readFileSync(program.control, "utf8")).toBe("precious");
});

test("`status` of a program that stands still ends with a sentence, and code 2", async () => {
  const program = new Program(server("1")).start(["--workers", "1"]);
  await program.serving();
  program.primary.kill("SIGSTOP");
  const asking = forkFile(MAIN, { args: ["status", "--control", program.control] });
  expect(await asking.ended).toEqual({ code: 2, signal: null });
  expect(asking.lines).toEqual([`The program on ${program.control} gives no answer in 5 s`]);
  program.primary.kill("SIGCONT");
  expect((await program.status()).mode).toBe("running");
});
