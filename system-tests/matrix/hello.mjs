// What every set-up on node:http serves: `/slow` takes two seconds, and a body is read before it is answered.
import { setTimeout as sleep } from "node:timers/promises";

export async function hello(request, response) {
  for await (const _ of request);
  if (request.url === "/slow") await sleep(2_000);
  response.end("hello\n");
}
