import { once } from "node:events";
import { get } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { endForkedAfterEach } from "../../core/test/forked.js";
import { Program, removeFoldersAfterEach, server } from "./program.js";
import { fetchOnce } from "./traffic.js";

endForkedAfterEach();
removeFoldersAfterEach();

/** Without an idle grace: whatever has sent no request when the drain begins is closed. */
const secureServer = (createServer: string) => `
import { ${createServer} } from "node:${createServer === "createServer" ? "https" : "http2"}";
import { graceful } from "@x/graceful-core";
const server = ${createServer}(${JSON.stringify(tlsIdentity)}, (request, response) => response.end("hello"));
graceful(server, { idleGraceMs: 0 });
server.listen(0, "127.0.0.1", () => console.log("port " + server.address().port));
`;

async function askOverHttp1(socket: TLSSocket): Promise<string> {
  const [response] = await once(get({ createConnection: () => socket }), "response");
  return text(response);
}

async function askOverHttp2(socket: TLSSocket): Promise<string> {
  const session = connectHttp2("https://127.0.0.1", { createConnection: () => socket });
  const answer = await text(session.request({ ":path": "/" }));
  session.close();
  return answer;
}

test("readiness never fails on a new connection during a reload: an old worker leaves the rotation first", async () => {
  const plan = '{ lameDuckMs: 1_000, health: { ready: "/readyz" } }';
  const program = new Program(server("1", { plan })).start(["--workers", "1"]);
  const port = await program.serving();
  const seen: (number | undefined)[] = [];
  let isOver = false;
  const probing = (async () => {
    while (!isOver) seen.push((await fetchOnce(port, "/readyz")).status);
  })();
  await program.reload();
  isOver = true;
  await probing;
  expect(seen.length).toBeGreaterThan(10);
  expect(seen.filter((status) => status !== 200)).toEqual([]);
});

test.each([
  ["TCP without a byte of TLS", "createServer", askOverHttp1],
  ["TLS without a byte of HTTP/2", "createSecureServer", askOverHttp2],
] as const)("an old worker drains when no handshake is under way: %s", async (_, createServer, ask) => {
  const program = new Program(secureServer(createServer)).start(["--workers", "1", "--min-ready", "0s"]);
  const port = await program.serving();
  const tcp = connect(port, "127.0.0.1");
  await once(tcp, "connect");
  const secured = async () => {
    const socket = connectTls({ socket: tcp, rejectUnauthorized: false, ALPNProtocols: ["h2", "http/1.1"] });
    await once(socket, "secureConnect");
    return socket;
  };
  const early = ask === askOverHttp2 ? await secured() : undefined;
  const reload = program.reload();
  await program.primary.line(/Worker 2 .* is ready/);
  const [old] = (await program.status()).workers;
  expect(old).toMatchObject({ id: 1, state: "leaving" });
  expect(await ask(early ?? (await secured()))).toBe("hello");
  expect(await reload).toMatchObject({ outcome: "reloaded" });
});
