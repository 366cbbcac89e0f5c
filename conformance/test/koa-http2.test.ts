import { http2Contract } from "../src/http2-contract.js";
import { koa2Http2, koa3Http2 } from "../targets/frameworks-http2.js";

http2Contract("Koa 2", koa2Http2);
http2Contract("Koa 3", koa3Http2);
