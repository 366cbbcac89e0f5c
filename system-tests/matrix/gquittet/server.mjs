// @gquittet/graceful-server, docs/EXAMPLE.md of its repository.
import { createServer } from "node:http";
import GracefulServer from "@gquittet/graceful-server";
import { hello } from "../hello.mjs";

const server = createServer(hello);
const gracefulServer = GracefulServer(server, { closePromises: [] });
server.listen(process.env.PORT, () => gracefulServer.setReady());
