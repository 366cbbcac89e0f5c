import { type Divergence, drainContractOver } from "../src/drain-contract.js";
import { http2Contract } from "../src/http2-contract.js";
import { http2AllowHttp1, http2Compat, http2Streams } from "../targets/http2.js";

http2Contract("node:http2", http2Compat);
http2Contract("node:http2 by streams", http2Streams);
http2Contract("node:http2 with allowHTTP1", http2AllowHttp1, ["HTTP/2"]);

const late: Divergence = {
  id: "late-silent",
  beforeNode: 26,
  reason: "nothing reaches a connection of an HTTP/2 server that has not said a word",
  link: "https://github.com/nodejs/node/issues/63452",
};
drainContractOver("HTTPS", "node:http2 with allowHTTP1", http2AllowHttp1, [late]);
