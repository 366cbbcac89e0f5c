import { drainContract } from "../src/drain-contract.js";
import { hono1 } from "../targets/hono1.js";

drainContract("Hono on node-server 1", hono1);
