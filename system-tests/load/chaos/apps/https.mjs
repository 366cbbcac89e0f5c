import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { handler } from "./http.mjs";

export { listen } from "./http.mjs";

const pem = (file) =>
  readFileSync(new URL(`../../../../conformance/fixtures/localhost.${file}.pem`, import.meta.url));

export const createApp = () => createServer({ key: pem("key"), cert: pem("cert") }, handler);
