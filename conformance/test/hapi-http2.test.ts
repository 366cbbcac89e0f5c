import { http2Contract } from "../src/http2-contract.js";
import { hapi20Http2, hapi21Http2 } from "../targets/frameworks-http2.js";

http2Contract("hapi 20", hapi20Http2);
http2Contract("hapi 21", hapi21Http2);
