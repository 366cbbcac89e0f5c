import { drainContract } from "../src/drain-contract.js";
import { koa3 } from "../targets/koa3.js";

drainContract("Koa 3", koa3);
