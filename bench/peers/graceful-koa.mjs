import { graceful } from "@x/graceful-koa";
import { createApp } from "../apps/koa.mjs";

export function serve() {
  const app = createApp();
  graceful(app);
  return app.listen(0, "127.0.0.1");
}
