// http-terminator, README "Usage".
import { createServer } from "node:http";
import { createHttpTerminator } from "http-terminator";
import { hello } from "../hello.mjs";

const server = createServer(hello);
const httpTerminator = createHttpTerminator({ server });
process.on("SIGTERM", () => httpTerminator.terminate());
server.listen(process.env.PORT);
