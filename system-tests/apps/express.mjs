import express from "express";
import { database } from "../database.mjs";
import { HELLO, work } from "./support/hello.mjs";
import { anyPort, listening } from "./support/listening.mjs";

export const name = "Express 5";

export { closeServer as naive } from "./support/close-server.mjs";

/** The routes that the traffic asks for, the same in every framework. */
export function createApp() {
  const app = express();
  app.disable("etag"); // Hashing the big download would stall everybody else.

  app.get("/items/:bytes", async (req, res) => {
    await database.query();
    res.send(Buffer.alloc(Number(req.params.bytes), "."));
  });

  app.post("/echo", express.raw({ type: () => true, limit: "1mb" }), async (req, res) => {
    await database.query();
    res.send(req.body);
  });

  app.get("/slow/:ms", async (req, res) => {
    await database.query(Number(req.params.ms));
    res.send(".");
  });

  app.post("/upload", async (req, res) => {
    let bytes = 0;
    for await (const chunk of req) bytes += chunk.length;
    res.send(String(bytes));
  });

  return app;
}

/** The least that Express does: for measurements. */
export function createHello() {
  const app = express();
  app.get("/", (_request, response) => void response.send(HELLO));
  app.get("/slow/:ms", async (request, response) => {
    await work(request.params.ms);
    response.send(HELLO);
  });
  return app;
}

/** Its own way to listen. */
export const listen = (app, where = anyPort()) => listening(app.listen(where));
