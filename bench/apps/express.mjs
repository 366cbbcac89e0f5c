import express from "express";
import { HELLO, work } from "./work.mjs";

export function createApp() {
  const app = express();
  app.get("/", (_request, response) => response.send(HELLO));
  app.get("/slow/:ms", async (request, response) => {
    await work(request.params.ms);
    response.send(HELLO);
  });
  return app;
}
