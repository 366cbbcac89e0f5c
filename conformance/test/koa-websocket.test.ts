import { webSocketContract } from "../src/web-socket-contract.js";
import { koa2Websocket, koa3Websocket } from "../targets/frameworks-web-sockets.js";

webSocketContract("koa-websocket with Koa 2", koa2Websocket);
webSocketContract("koa-websocket with Koa 3", koa3Websocket);
