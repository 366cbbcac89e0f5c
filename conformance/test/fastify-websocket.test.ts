import { webSocketContract } from "../src/web-socket-contract.js";
import { fastifyWebsocket } from "../targets/frameworks-web-sockets.js";

webSocketContract("@fastify/websocket", fastifyWebsocket);
