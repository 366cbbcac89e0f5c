import { serve } from "srvx";
import { slow } from "../slow.js";

serve({
  port: process.env.PORT,
  hostname: "127.0.0.1",
  silent: true,
  fetch: async () => new Response(await slow()),
});
