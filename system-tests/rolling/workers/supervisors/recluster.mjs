import { fileURLToPath } from "node:url";
import { signalled } from "./signalled.mjs";

export const name = "recluster";

const PRIMARY = fileURLToPath(new URL("./recluster-primary.cjs", import.meta.url));

/** As its README says: a primary of a few lines, which reloads at SIGUSR2. */
export const start = ({ app, shutdown, workers }) =>
  signalled(PRIMARY, "SIGUSR2", { app, shutdown, workers });
