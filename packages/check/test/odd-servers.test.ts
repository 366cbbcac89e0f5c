import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { fixture, run, said } from "./command.js";

/** What the command says of a program that cannot be measured. */
async function saidOf(code: string, ...options: string[]): Promise<string> {
  const ran = await run(...options, "--", process.execPath, "-e", code);
  expect(ran.status).toBe(3);
  return said(ran);
}

/** Whether a process has this among its arguments. */
const isRunning = (argument: string) =>
  readdirSync("/proc").some((name) => {
    try {
      return (
        /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "latin1").split("\0").includes(argument)
      );
    } catch {
      return false;
    }
  });

test("a daemon that has cleared its environment is ended, and its open output holds nothing", async () => {
  const mark = `leaves-all-${process.pid}`;
  const ran = await run("--", process.execPath, fixture("leaves-all.mjs"), mark);
  expect(said(ran)).toBe(
    "The command ended with exit code 0 while a process that it started goes on: run the server in the foreground.",
  );
  expect(ran.status).toBe(3);
  expect(isRunning(mark)).toBe(false);
});

test("a server that ends during its first requests is reported as ended, with what it printed", async () => {
  const ran = await run("--", process.execPath, fixture("ends-without-stdin.mjs"));
  expect(said(ran)).toBe(
    "The command ended with exit code 0 before any signal. It printed:\n    no more input",
  );
  expect(ran.status).toBe(3);
});

test("a server on a Unix socket cannot be measured, since clients connect by TCP", async () => {
  const path = join(tmpdir(), `graceful-check-${process.pid}.sock`);
  onTestFinished(() => rmSync(path, { force: true }));
  const code = `require("node:net").createServer().listen(${JSON.stringify(path)})`;
  expect(await saidOf(code, "--start-timeout", "2s")).toMatch(
    new RegExp(
      `^The command listens on the Unix socket ${path}, and not on port \\d+, which it was given as PORT`,
    ),
  );
});

test("a server with TLS is distinguished from one that fails, if it closes and if it answers 400", async () => {
  const secure = `require("node:https").createServer(${JSON.stringify(tlsIdentity)})`;
  const hint =
    "The server speaks TLS on its port: give --tls, and --insecure if its certificate is not signed by an authority";
  expect(await saidOf(`${secure}.listen(process.env.PORT)`)).toBe(hint);
  const answer = "HTTP/1.0 400 Bad Request\\r\\nContent-Length: 0\\r\\n\\r\\n";
  const both = `const server = ${secure};
    require("node:net").createServer((socket) => socket.once("readable", () => {
      const first = socket.read() ?? Buffer.alloc(1);
      if (first[0] !== 22) return socket.end("${answer}");
      socket.unshift(first);
      server.emit("connection", socket);
    })).listen(process.env.PORT)`;
  expect(await saidOf(both)).toBe(hint);
});

test("a server without TLS, and one whose certificate needs --insecure, get a hint over each protocol", async () => {
  const plain = 'require("node:http").createServer((_, response) => response.end()).listen(process.env.PORT)';
  expect(await saidOf(plain, "--tls")).toEqual(
    expect.stringMatching(/ \(ERR_SSL_WRONG_VERSION_NUMBER\): it speaks no TLS, so leave --tls out$/),
  );
  const secure = `require("node:http2").createSecureServer(${JSON.stringify(tlsIdentity)}).listen(process.env.PORT)`;
  expect(await saidOf(secure, "--h2")).toMatch(
    /^No connection to the server before any signal \(\w*SELF_SIGNED\w*\): give --insecure to take any certificate$/,
  );
});

test("a server that does not answer is distinguished from one that closes or speaks no HTTP", async () => {
  const reasonOf = async (answer: string) =>
    (
      await saidOf(
        `require("node:net").createServer((socket) => socket.on("data", () => ${answer})).listen(process.env.PORT)`,
        "--start-timeout",
        "1s",
      )
    ).replace("GET / gets no whole answer before any signal", "");
  expect(await reasonOf("{}")).toBe(" within 1 s");
  expect(await reasonOf("socket.end()")).toBe(" (the connection is closed)");
  expect(await reasonOf("socket.resetAndDestroy()")).toBe(" (the connection is reset)");
  expect(await reasonOf('socket.end("hello\\r\\n\\r\\n")')).toBe(" (what comes is no HTTP/1.1)");
});

test("the reason stands in the output of a program that ends since its port is in use", async () => {
  const taken = createServer().listen(0);
  onTestFinished(() => void taken.close());
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const code = `require("node:net").createServer().listen(${port})`;
  expect(await saidOf(code)).toMatch(
    /^The command ended with exit code 1 .*\n(.*\n)* +Error: listen EADDRINUSE: .*\n/,
  );
});

test("what a program printed in colours, or binary, does not reach the terminal as such", async () => {
  const code =
    'process.stdout.write("\\x07\\x1b[31mred\\x1b[0m\\b\\r\\x1b]0;title\\x07 end", () => process.exit(7))';
  expect(await saidOf(code)).toBe(
    "The command ended with exit code 7 before it accepted a connection. It printed:\n    red end",
  );
});
