import { webSocketContract } from "../src/web-socket-contract.js";
import { hono1Ws, hono2WebSocket } from "../targets/frameworks-web-sockets.js";

webSocketContract("ws on the server of Hono on node-server 1", hono1Ws);
webSocketContract("upgradeWebSocket of Hono on node-server 2", hono2WebSocket);
