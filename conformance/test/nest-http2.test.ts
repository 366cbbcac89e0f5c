import { http2Contract } from "../src/http2-contract.js";
import { nestHttp2 } from "../targets/nest-protocols.js";

http2Contract("Nest 10 on Fastify", nestHttp2(10));
http2Contract("Nest 11 on Fastify", nestHttp2(11));
http2Contract("Nest 12 on Fastify", nestHttp2(12));
