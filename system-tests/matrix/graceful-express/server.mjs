// docs/frameworks/express.md
import { setTimeout as sleep } from "node:timers/promises";
import { graceful } from "@x/graceful-express";
import express from "express";

const app = express();
app.use(express.json());
app.get("/", (_request, response) => response.send("hello\n"));
app.post("/", (_request, response) => response.send("taken\n"));
app.get("/slow", async (_request, response) => response.send(await sleep(2_000, "slow\n")));

graceful(app);
app.listen(process.env.PORT);
