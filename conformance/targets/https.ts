import { createServer } from "node:https";
import { graceful } from "@x/graceful-core";
import type { Start } from "../src/app-under-test.js";
import { listening, nodeHandler } from "../src/node-handler.js";

export const https: Start = ({ demo, tls }) => {
  const server = createServer({ ...tls }, nodeHandler(demo));
  return {
    listen: (on) => listening(server, on),
    attach: (plan) => graceful(server, plan),
  };
};
