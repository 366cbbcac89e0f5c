// docs/frameworks/hapi.md
import { setTimeout as sleep } from "node:timers/promises";
import Hapi from "@hapi/hapi";
import { graceful } from "@x/graceful-hapi";

const server = Hapi.server({ port: process.env.PORT });
server.route({ method: "GET", path: "/", handler: () => "hello\n" });
server.route({ method: "POST", path: "/", handler: () => "taken\n" });
server.route({ method: "GET", path: "/slow", handler: () => sleep(2_000, "slow\n") });
graceful(server);
await server.start();
