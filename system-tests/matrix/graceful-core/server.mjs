// README.md
import { createServer } from "node:http";
import { graceful } from "@x/graceful-core";
import { hello } from "../hello.mjs";

const server = createServer(hello);
graceful(server);
server.listen(process.env.PORT);
