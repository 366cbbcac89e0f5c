import { createServer } from "node:http";
import { graceful } from "@x/graceful-core";
import type { Start } from "../src/app-under-test.js";
import { listening, nodeHandler } from "../src/node-handler.js";

export const http: Start = ({ demo }) => {
  const server = createServer(nodeHandler(demo));
  return {
    listen: (on) => listening(server, on),
    attach: (plan) => graceful(server, plan),
  };
};
