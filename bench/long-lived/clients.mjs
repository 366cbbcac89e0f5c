// The clients of `npm run bench:long-lived`: `node clients.mjs <port> <web sockets> <event streams> <next port>`.
// Bare sockets, so that ten thousand of them cost this process little: it shares the machine with the server that is
// measured.
import { connect } from "node:net";

const AT_ONCE = 100;
const OPENING = /^HTTP\/1\.1 (101|200)/;
const LAST_CHUNK = "0\r\n\r\n";
const CLOSE = 0x88;
/** The mask is zero, which is as good as any other here: the answer to the server's 1001. */
const CLOSE_1001 = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe9]);

const [port, webSockets, eventStreams, nextPort] = process.argv.slice(2).map(Number);
const codes = {};
const streams = {};
const count = (counts, what) => {
  counts[what] = (counts[what] ?? 0) + 1;
};

const headers = {
  webSocket: [
    "GET /socket HTTP/1.1",
    "Host: localhost",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  ],
  eventStream: ["GET /events HTTP/1.1", "Host: localhost", "Accept: text/event-stream"],
};

/**
 * Resolves when the server has said welcome; `judge` gets everything that came after that when the connection is
 * closed.
 */
function open(lines, onMore, judge) {
  return new Promise((/** @type {(value?: unknown) => void} */ resolve, reject) => {
    let received = Buffer.alloc(0);
    let welcomeAt;
    const socket = connect(port, "127.0.0.1", () => socket.write(`${lines.join("\r\n")}\r\n\r\n`));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (welcomeAt === undefined) {
        const text = received.toString("latin1");
        if (!OPENING.test(text)) return;
        const end = text.indexOf("welcome");
        if (end < 0) return;
        welcomeAt = end + "welcome".length;
        return resolve();
      }
      onMore(socket, received.subarray(welcomeAt));
    });
    socket.on("error", reject);
    socket.on("close", () => {
      judge(received.subarray(welcomeAt));
      comeBack();
    });
  });
}

/** To the next instance, at once: the worst that a client can do. */
function comeBack() {
  const socket = connect(nextPort, "127.0.0.1", () => socket.destroy());
  socket.on("error", () => {});
}

const openWebSocket = () =>
  open(
    headers.webSocket,
    (socket, more) => {
      if (more[0] === CLOSE && more.length >= 4) socket.end(CLOSE_1001);
    },
    (more) => count(codes, more[0] === CLOSE && more.length === 4 ? more.readUInt16BE(2) : 1006),
  );

const openEventStream = () =>
  open(
    headers.eventStream,
    () => {},
    (more) => count(streams, more.latin1Slice().endsWith(LAST_CHUNK) ? "ended" : "cut"),
  );

async function openAll(howMany, openOne) {
  for (let left = howMany; left > 0; left -= AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, openOne));
}

await openAll(webSockets, openWebSocket);
await openAll(eventStreams, openEventStream);
process.send?.("open");
process.channel?.unref();
// It ends by itself when its last connection is closed.
process.once("beforeExit", () => process.send?.({ codes, streams }));
