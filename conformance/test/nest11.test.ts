import { drainContract } from "../src/drain-contract.js";
import { startNest } from "../targets/nest.js";

drainContract("Nest 11 on Express", startNest({ major: 11, on: "express" }));
drainContract("Nest 11 on Fastify", startNest({ major: 11, on: "fastify" }));
