// lightship, README "Using with Express.js", with the server of Node.
import { createServer } from "node:http";
import { createLightship } from "lightship";
import { hello } from "../hello.mjs";

const lightship = await createLightship();
const server = createServer(hello)
  .listen(process.env.PORT, () => lightship.signalReady())
  .on("error", () => lightship.shutdown());
lightship.registerShutdownHandler(() => server.close());
