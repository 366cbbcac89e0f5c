import { drainContract } from "../src/drain-contract.js";
import { startNest } from "../targets/nest.js";

// Fastify is as in Nest 11. HTTP/2 is on Fastify: `nest-http2.test.ts`.
drainContract("Nest 12 on Express", startNest({ major: 12, on: "express" }));
