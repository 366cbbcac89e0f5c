import { http2Contract } from "../src/http2-contract.js";
import { hono1Http2, hono2Http2 } from "../targets/frameworks-http2.js";

http2Contract("Hono on node-server 1", hono1Http2);
http2Contract("Hono on node-server 2", hono2Http2);
