import { drainContractOver } from "../src/drain-contract.js";
import { http2Contract } from "../src/http2-contract.js";
import { http2AllowHttp1, http2Compat, http2Streams } from "../targets/http2.js";

http2Contract("node:http2", http2Compat);
http2Contract("node:http2 by streams", http2Streams);
http2Contract("node:http2 with allowHTTP1", http2AllowHttp1, ["HTTP/2"]);
drainContractOver("HTTPS", "node:http2 with allowHTTP1", http2AllowHttp1, [
  {
    id: "late-silent",
    reason: "an HTTP/2 server has no closeAllConnections: what it never told of cannot be reached",
    link: "https://nodejs.org/api/http2.html#class-http2secureserver",
  },
]);
