import { drainContract } from "../src/drain-contract.js";
import { fastify4 } from "../targets/fastify4.js";

drainContract("Fastify 4", fastify4);
