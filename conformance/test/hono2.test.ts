import { drainContract } from "../src/drain-contract.js";
import { hono2 } from "../targets/hono2.js";

drainContract("Hono on node-server 2", hono2, [
  {
    id: "events-any-client",
    reason:
      "node-server gives all headers to `writeHead`, where Node shows none of them: the request alone tells",
    link: "https://github.com/honojs/node-server/blob/main/src/listener.ts",
  },
]);
