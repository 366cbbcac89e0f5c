import { drainContract } from "../src/drain-contract.js";
import { startNest } from "../targets/nest.js";

drainContract("Nest 10 on Express", startNest({ major: 10, on: "express" }));
drainContract("Nest 10 on Fastify", startNest({ major: 10, on: "fastify" }));
