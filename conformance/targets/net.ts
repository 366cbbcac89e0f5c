import net from "node:net";
import { graceful } from "@x/graceful-core";
import type { Start } from "../src/app-under-test.js";
import { listening } from "../src/node-handler.js";

/** Answers every line with itself; stays half open until it has said everything. */
export const rawNet: Start = () => {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  return {
    listen: (on) => listening(server, on),
    attach: (plan) => graceful(server, plan),
  };
};
