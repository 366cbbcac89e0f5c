import { webSocketContract } from "../src/web-socket-contract.js";
import { nestGateway } from "../targets/nest-protocols.js";

webSocketContract("a gateway of Nest 10 on Express", nestGateway({ major: 10, on: "express" }));
webSocketContract("a gateway of Nest 10 on Fastify", nestGateway({ major: 10, on: "fastify" }));
webSocketContract("a gateway of Nest 11 on Express", nestGateway({ major: 11, on: "express" }));
webSocketContract("a gateway of Nest 11 on Fastify", nestGateway({ major: 11, on: "fastify" }));
webSocketContract("a gateway of Nest 12 on Express", nestGateway({ major: 12, on: "express" }));
