import { fileURLToPath } from "node:url";
import { SERVER } from "../../instances.mjs";
import { restarted } from "./restarted.mjs";

export const name = "throng, restarted (it has no reload)";

const PRIMARY = fileURLToPath(new URL("./throng-primary.mjs", import.meta.url));

export const start = ({ app, shutdown, workers }) =>
  restarted([PRIMARY, SERVER, app, shutdown], { workers, listening: workers });
