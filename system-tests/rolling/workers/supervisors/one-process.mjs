import { SERVER } from "../../instances.mjs";
import { restarted } from "./restarted.mjs";

export const name = "one process, restarted";

export const start = ({ app, shutdown, workers }) =>
  restarted([SERVER, app, shutdown], { workers, listening: 1 });
