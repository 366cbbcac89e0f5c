import { drainContract } from "../src/drain-contract.js";
import { hono2 } from "../targets/hono2.js";

drainContract("Hono on node-server 2", hono2);
