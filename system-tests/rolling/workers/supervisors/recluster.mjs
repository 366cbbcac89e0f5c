import { fileURLToPath } from "node:url";
import { startPrimary } from "../../engines/cluster.mjs";
import { SERVER } from "../../instances.mjs";

export const name = "recluster";

const PRIMARY = fileURLToPath(new URL("./recluster-primary.cjs", import.meta.url));

/** As its README says: a primary of a few lines, which reloads at SIGUSR2. */
export const start = ({ app, shutdown, workers }) =>
  startPrimary([PRIMARY, SERVER, app, shutdown], "SIGUSR2", workers);
