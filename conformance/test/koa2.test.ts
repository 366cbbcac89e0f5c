import { drainContract } from "../src/drain-contract.js";
import { koa2 } from "../targets/koa2.js";

drainContract("Koa 2", koa2);
