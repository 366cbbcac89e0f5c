import { recordLag } from "../long-lived/lag.mjs";

/**
 * Orders that watch how a server closes its idle connections. `mark`: those that are open now are the idle ones. `arm`:
 * from now on the event loop is watched, until the last of them is closed or the process exits; then it tells when that
 * was.
 */
export function watchClosing(server, tell) {
  const open = new Set();
  let idle = new Set();
  let stop;
  const done = (left) => {
    if (!stop) return;
    const lag = stop();
    stop = undefined;
    tell({ closed: { atNs: String(process.hrtime.bigint()), left, lag } });
  };
  const begin = () => {
    server.on("connection", (socket) => {
      open.add(socket);
      socket.once("close", () => {
        open.delete(socket);
        if (idle.delete(socket) && idle.size === 0) done(0);
      });
    });
  };
  return {
    watch: begin,
    mark() {
      idle = new Set(open);
      return idle.size;
    },
    arm() {
      stop = recordLag();
      // The kernel closes what an exiting process has open.
      process.once("exit", () => done(0));
    },
    disarm: () => done(idle.size),
  };
}
