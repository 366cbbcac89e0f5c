// https://srvx.h3.dev/guide/server, "Graceful Shutdown": by default.
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "srvx";

serve({
  async fetch(request) {
    await request.text();
    if (new URL(request.url).pathname === "/slow") await sleep(2_000);
    return new Response("hello\n");
  },
});
