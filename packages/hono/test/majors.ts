import * as nodeServer2 from "@hono/node-server";
import * as nodeServer1 from "hono-node-server1";

type NodeServer = Pick<typeof nodeServer2, "serve" | "createAdaptorServer" | "getRequestListener">;

/** Both majors of what serves Hono on Node, behind the types of 2. */
export const majors: [string, NodeServer][] = [
  ["@hono/node-server 1", nodeServer1 as unknown as NodeServer],
  ["@hono/node-server 2", nodeServer2],
];
