import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { exchange } from "../exchange.mjs";
import { get, halved, post } from "../requests.mjs";
import { Witness } from "../witness.mjs";

const servers = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that does one thing with the first bytes of every connection. */
async function serverThat(answers) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => answers(socket));
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}

async function outcomeOf(request, answers) {
  const witness = new Witness();
  const connection = await witness.open(await serverThat(answers));
  if (!connection) throw new Error("turned away");
  const { outcome } = await witness.exchange(connection, request);
  const { lost } = witness.count(0);
  connection.leave();
  return { outcome, lost };
}

/**
 * A connection that turns out to be reset after some writes: on a real one that moment cannot be chosen.
 * @returns {import("../exchange.mjs").Client}
 */
function goneAfter(writes) {
  let left = writes;
  return {
    write: async () => left-- > 0,
    answer: async () => undefined,
    partial: undefined,
    end: { how: "reset", at: 0 },
  };
}

describe("a request is judged by what its client wrote and saw", () => {
  test("answered, when the whole and right response came", async () => {
    const answered = { outcome: "answered", lost: 0 };
    const response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    expect(await outcomeOf(post("/", Buffer.from("ok")), (socket) => socket.end(response))).toEqual(answered);
  });

  test("lost, when the connection was closed without a byte of an answer", async () => {
    expect(await outcomeOf(get("/"), (socket) => socket.end())).toEqual({ outcome: "lost", lost: 1 });
  });

  test("lost, when the connection was reset without a byte of an answer", async () => {
    const reset = (socket) => socket.resetAndDestroy();
    expect(await outcomeOf(get("/"), reset)).toEqual({ outcome: "lost", lost: 1 });
  });

  test("cut, when a part of the response came", async () => {
    const part = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no";
    expect(await outcomeOf(get("/"), (socket) => socket.end(part))).toEqual({ outcome: "cut", lost: 1 });
  });

  test("broken, when the connection ended between two of its writes", async () => {
    const request = halved(get("/"), { headBytes: 5 });
    expect(await exchange(goneAfter(1), request)).toMatchObject({ outcome: "broken" });
  });

  test("wrong, when it was answered with something else", async () => {
    const refusal = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    expect(await outcomeOf(get("/"), (socket) => socket.end(refusal))).toEqual({ outcome: "wrong", lost: 1 });
  });

  test("unsent, and so not lost, when the kernel took none of it", async () => {
    expect(await exchange(goneAfter(0), get("/"))).toMatchObject({ outcome: "unsent" });
  });
});

test("a client that cannot connect is turned away and has lost nothing", async () => {
  const port = await serverThat(() => {});
  servers[0].close();
  await once(servers[0], "close");
  const witness = new Witness();
  expect(await witness.open(port)).toBeUndefined();
  expect(witness.count(0)).toMatchObject({ sent: 0, lost: 0, reset: 0, turnedAway: 1 });
});
