import { drainContract } from "../src/drain-contract.js";
import { hono1 } from "../targets/hono1.js";

drainContract("Hono on node-server 1", hono1, [
  {
    id: "events-any-client",
    reason:
      "node-server gives all headers to `writeHead`, where Node shows none of them: the request alone tells",
    link: "https://github.com/honojs/node-server/blob/main/src/listener.ts",
  },
]);
