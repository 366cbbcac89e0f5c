// http-graceful-shutdown, README "Basic Usage".
import { createServer } from "node:http";
import gracefulShutdown from "http-graceful-shutdown";
import { hello } from "../hello.mjs";

const server = createServer(hello).listen(process.env.PORT);
gracefulShutdown(server);
