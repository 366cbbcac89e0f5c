import { connect } from "node:net";

/** Sends `bytes` on a connection of their own, and resolves with all that came back once the server has closed it. */
export function exchange(port: number, bytes: string, host = "127.0.0.1"): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, host);
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
    socket.write(bytes, "latin1");
  });
}
