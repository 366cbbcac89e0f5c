// stoppable, readme "Usage".
import { createServer } from "node:http";
import stoppable from "stoppable";
import { hello } from "../hello.mjs";

const server = stoppable(createServer(hello));
process.on("SIGTERM", () => server.stop());
server.listen(process.env.PORT);
