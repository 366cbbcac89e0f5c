import { HELLO, slowMs, work } from "./work.mjs";

/** The app on bare `node:http`, as a request listener. */
export function app(request, response) {
  const ms = slowMs(request.url);
  if (ms === undefined) answer(response);
  else work(ms).then(() => answer(response));
}

function answer(response) {
  response.writeHead(200, { "content-type": "text/plain", "content-length": HELLO.length });
  response.end(HELLO);
}
