// close-with-grace, README "Usage": it knows no server, its function closes the one there is.
import { createServer } from "node:http";
import { promisify } from "node:util";
import closeWithGrace from "close-with-grace";
import { hello } from "../hello.mjs";

const server = createServer(hello).listen(process.env.PORT);
closeWithGrace(async ({ err }) => {
  if (err) console.error(err);
  await promisify(server.close).call(server);
});
