// https://expressjs.com/en/advanced/healthcheck-graceful-shutdown.html
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";

const app = express();
app.use(express.json());
app.get("/", (_request, response) => response.send("hello\n"));
app.post("/", (_request, response) => response.send("taken\n"));
app.get("/slow", async (_request, response) => response.send(await sleep(2_000, "slow\n")));

const server = app.listen(process.env.PORT);
process.on("SIGTERM", () => {
  console.log("SIGTERM signal received: closing HTTP server");
  server.close(() => console.log("HTTP server closed"));
});
