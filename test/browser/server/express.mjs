import { createServer } from "node:http";
import { graceful } from "@x/graceful-express";
import express from "express";
import { answerItem, sendEvents, sendPage } from "./handlers.mjs";
import { acceptSockets } from "./sockets.mjs";

/** Express over HTTP/1.1. Returns the server, not listening yet, and how it is made graceful. */
export function createApp() {
  const app = express();
  app.get(["/items", "/stream"], sendPage);
  app.all("/item", answerItem);
  app.get("/events", sendEvents);
  const server = createServer(app);
  acceptSockets(server);
  return { server, graceful: (plan) => graceful(app, plan) };
}
