import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { handler } from "./http.mjs";

export { formatReport, graceful, listen } from "./http.mjs";
export const name = "node:https";

const pem = (file) =>
  readFileSync(new URL(`../../../../conformance/fixtures/localhost.${file}.pem`, import.meta.url));

export const createApp = () => createServer({ key: pem("key"), cert: pem("cert") }, handler);
