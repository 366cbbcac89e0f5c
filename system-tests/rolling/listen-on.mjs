/**
 * Where to listen: on the socket that systemd handed over, else on a port of the loopback.
 * @param {number} port
 */
export function listenOn(port) {
  const { LISTEN_PID, LISTEN_FDS } = process.env;
  // Meant for another process where the number is not ours: whatever that one started has inherited the variables.
  const isOurs = LISTEN_PID === String(process.pid) && Number(LISTEN_FDS) > 0;
  return isOurs ? { fd: 3 } : { port, host: "127.0.0.1" };
}
