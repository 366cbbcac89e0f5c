// https://nodejs.org/en/learn/getting-started/introduction-to-nodejs: nothing is said of a signal.
import { createServer } from "node:http";
import { hello } from "../hello.mjs";

createServer(hello).listen(process.env.PORT);
