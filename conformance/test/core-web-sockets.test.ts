import { webSocketContract } from "../src/web-socket-contract.js";
import { wsByServer, wsByUpgrade } from "../targets/web-sockets.js";

webSocketContract("ws with a server", wsByServer);
webSocketContract("ws behind a listener for upgrades", wsByUpgrade);
