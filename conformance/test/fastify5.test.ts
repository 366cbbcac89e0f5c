import { drainContract } from "../src/drain-contract.js";
import { fastify5 } from "../targets/fastify5.js";

drainContract("Fastify 5", fastify5);
