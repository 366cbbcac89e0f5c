import { fileURLToPath } from "node:url";
import { FRAMEWORKS } from "../../frameworks.mjs";
import { EventStreamLoad } from "./loads/event-stream-load.mjs";
import { Http2Load } from "./loads/http2-load.mjs";
import { WebSocketLoad } from "./loads/web-socket-load.mjs";

const SERVER = fileURLToPath(new URL("./server.mjs", import.meta.url));
/** Half of the requests open a connection of their own. */
const HALF_NEW = { freshEvery: 2 };

/** In the order in which they run: ours last, so that a run which is broken off shows nothing of it alone. */
export const SUPERVISORS = ["one-process", "throng", "recluster", "pm2", "bare-cluster", "graceful-cluster"];

/**
 * Side by side: one server, as it is without Graceful and with it. `plain`: ours alone needs no shutdown in the
 * program.
 */
export const sideBySide = SUPERVISORS.flatMap((supervisor) =>
  (supervisor === "graceful-cluster" ? ["plain", "graceful"] : ["naive", "graceful"]).map((shutdown) => ({
    supervisor,
    title: "HTTP/1",
    app: "http",
    shutdown,
    workers: 2,
    load: HALF_NEW,
  })),
);

const ours = (title, app, more = {}) => ({
  supervisor: "graceful-cluster",
  title,
  app,
  shutdown: "graceful",
  workers: 2,
  load: HALF_NEW,
  ...more,
});

/** What is seen of ours alone. */
export const alone = [
  ours("HTTP/1, four workers", "http", { workers: 4 }),
  ours("HTTP/1, four workers, no Graceful in the program", "http", { workers: 4, shutdown: "plain" }),
  ...FRAMEWORKS.map(({ id, title }) => ours(`HTTP/1, ${title}`, id)),
  // Each new connection is a handshake for two ends on the same processors.
  ours("HTTPS", "https", { server: SERVER, rate: 150, load: { ...HALF_NEW, secure: true } }),
  ours("HTTP/2", "http2", { server: SERVER, load: { LoadClass: Http2Load } }),
  ours("HTTP/2, no Graceful in the program", "http2", {
    server: SERVER,
    shutdown: "plain",
    load: { LoadClass: Http2Load },
  }),
  ours("60 WebSockets", "sockets", { server: SERVER, load: { LoadClass: WebSocketLoad } }),
  ours("100 event streams", "events", { server: SERVER, load: { LoadClass: EventStreamLoad } }),
];
