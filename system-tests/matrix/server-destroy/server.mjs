// server-destroy, README "Usage".
import { createServer } from "node:http";
import enableDestroy from "server-destroy";
import { hello } from "../hello.mjs";

const server = createServer(hello).listen(process.env.PORT);
enableDestroy(server);
process.on("SIGTERM", () => server.destroy());
