import Hapi from "@hapi/hapi";
import { HELLO, work } from "./work.mjs";

export function createApp() {
  const app = Hapi.server({ port: 0, host: "127.0.0.1" });
  app.route({ method: "GET", path: "/", handler: () => HELLO });
  app.route({
    method: "GET",
    path: "/slow/{ms}",
    async handler(request) {
      await work(request.params.ms);
      return HELLO;
    },
  });
  return app;
}
