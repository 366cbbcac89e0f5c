// @godaddy/terminus, README "Usage".
import { createServer } from "node:http";
import { createTerminus } from "@godaddy/terminus";
import { hello } from "../hello.mjs";

const server = createServer(hello);
createTerminus(server, {
  healthChecks: { "/healthcheck": async () => {} },
  onSignal: async () => console.log("server is starting cleanup"),
});
server.listen(process.env.PORT);
