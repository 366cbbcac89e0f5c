import { webSocketContract } from "../src/web-socket-contract.js";
import { express4Ws, express5Ws } from "../targets/frameworks-web-sockets.js";

webSocketContract("express-ws with Express 4", express4Ws);
webSocketContract("express-ws with Express 5", express5Ws);
