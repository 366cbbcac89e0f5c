import { webSocketContract } from "../src/web-socket-contract.js";
import { hapi20Ws, hapi21Ws } from "../targets/frameworks-web-sockets.js";

webSocketContract("ws on the listener of hapi 20", hapi20Ws);
webSocketContract("ws on the listener of hapi 21", hapi21Ws);
