import { http2Contract } from "../src/http2-contract.js";
import { fastify4Http2, fastify5Http2 } from "../targets/frameworks-http2.js";

http2Contract("Fastify 4", fastify4Http2);
http2Contract("Fastify 5", fastify5Http2);
