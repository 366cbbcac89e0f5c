// https://nodejs.org/api/http.html#serverclosecallback, in the handler that most answers to the question have.
import { createServer } from "node:http";
import { hello } from "../hello.mjs";

const server = createServer(hello).listen(process.env.PORT);
process.on("SIGTERM", () => server.close());
