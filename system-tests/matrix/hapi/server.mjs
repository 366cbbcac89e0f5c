// https://hapi.dev/api/#-await-serverstopoptions
import { setTimeout as sleep } from "node:timers/promises";
import Hapi from "@hapi/hapi";

const server = Hapi.server({ port: process.env.PORT });
server.route({ method: "GET", path: "/", handler: () => "hello\n" });
server.route({ method: "POST", path: "/", handler: () => "taken\n" });
server.route({ method: "GET", path: "/slow", handler: () => sleep(2_000, "slow\n") });
await server.start();
process.on("SIGTERM", () => server.stop());
