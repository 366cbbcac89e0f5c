import type { WebSocketServerLike } from "@x/graceful-core";
import { moduleOf, type Nest } from "../../test/nest/nest.js";
import type { Start } from "../src/app-under-test.js";
import { startNest, type Variant } from "./nest.js";
import { wsOptions } from "./web-sockets.js";

/** Nest on Fastify over HTTP/2, which its adapter hands on to Fastify. */
export const nestHttp2 =
  (major: Variant["major"]): Start =>
  (options) => {
    const http = { http2: true, ...(options.tls && { https: { ...options.tls, allowHTTP1: true } }) };
    return startNest({ major, on: "fastify", http })(options);
  };

interface Gateways {
  WebSocketGateway(options: object): (of: object) => void;
  WebSocketServer(): (of: object, name: string) => void;
}
interface WsPlatform {
  WsAdapter: new (app: object) => object;
}

/** A gateway on `ws`, beside the demo's controller. */
export const nestGateway =
  (
    variant: Pick<Variant, "major" | "on">,
    path = "/ws",
    accept?: (socket: { send(text: string): void }) => void,
  ): Start =>
  async (options) => {
    let gateway: { server?: WebSocketServerLike } | undefined;
    const root = (demoModule: object, made: Nest) => {
      const { WebSocketGateway, WebSocketServer } = made.load<Gateways>("@nestjs/websockets");
      class DemoGateway {
        server?: WebSocketServerLike;
        handleConnection = accept ?? options.demo.sockets.accept;
        constructor() {
          gateway = this;
        }
      }
      WebSocketServer()(DemoGateway.prototype, "server");
      WebSocketGateway({ path, ...wsOptions })(DemoGateway);
      return moduleOf(made, { imports: [demoModule], providers: [DemoGateway] });
    };
    const base = await startNest({
      ...variant,
      root,
      prepare(app, made) {
        const { WsAdapter } = made.load<WsPlatform>("@nestjs/platform-ws");
        app.useWebSocketAdapter(new WsAdapter(app));
      },
    })(options);
    return {
      ...base,
      // Made in `app.init()`.
      webSockets: {
        get clients() {
          return gateway?.server?.clients ?? [];
        },
      },
    };
  };
