import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { endForkedAfterEach, forkFile } from "../../core/test/forked.js";
import { connect as connectTo } from "../../core/test/wire.js";
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

test("a path that is too long for a socket is reported as such, and the program still ends", async () => {
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

/** `graceful-cluster <command>`, to its end. */
async function command(name: string, program: Program) {
  const asking = forkFile(MAIN, { args: [name, "--control", program.control] });
  const { code } = await asking.ended;
  return { code, lines: asking.lines };
}

test.each([
  ["status", ""],
  ["reload", ", so it was not told to reload"],
  ["stop", ", so it was not told to stop"],
])("`%s` of a program that does not answer ends with a message and code 1", async (name, then) => {
  const program = new Program(server("1")).start(["--workers", "1"]);
  await program.serving();
  program.primary.kill("SIGSTOP");
  expect(await command(name, program)).toEqual({
    code: 1,
    lines: [`The program on ${program.control} gives no answer in 5 s${then}`],
  });
  program.primary.kill("SIGCONT");
  // What nobody waits for any more is not done.
  expect(await program.status()).toMatchObject({ mode: "running", generation: 1 });
});

test("`reload` of a program that comes to stand still ends with a sentence, and code 1", async () => {
  const program = new Program(server("1")).start(["--workers", "1"]);
  await program.serving();
  const reload = command("reload", program);
  await program.primary.line(/Reload: version 2/);
  program.primary.kill("SIGSTOP");
  expect(await reload).toEqual({
    code: 1,
    lines: [`The program on ${program.control} gives no answer any more: it may still reload, or not`],
  });
  program.primary.kill("SIGCONT");
  await program.primary.line(/Reloaded: all workers run version 2/);
});

test("`reload` that takes longer than a program may be silent ends with its result", async () => {
  const program = new Program(server("1")).start(["--workers", "1"]);
  await program.serving();
  program.write(`await new Promise((resolve) => setTimeout(resolve, 7_000));\n${server("2")}`);
  expect(await command("reload", program)).toEqual({
    code: 0,
    lines: ["Reloaded: all workers run version 2"],
  });
});

test("`stop` of a program that is killed meanwhile ends with a sentence, and code 1", async () => {
  const program = new Program(server("1")).start(["--workers", "1"]);
  const port = await program.serving();
  const hanging = (await connectTo(port)).get("/hang");
  await hanging.receives("200 OK");
  const stop = command("stop", program);
  await program.primary.line(/stop: all workers drain/);
  program.primary.kill("SIGKILL");
  expect(await stop).toEqual({ code: 1, lines: ["The program ended without an answer"] });
});
