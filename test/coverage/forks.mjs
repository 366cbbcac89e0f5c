import { fileURLToPath } from "node:url";

/** Where processes that the tests fork leave their coverage. */
export const FORKS = fileURLToPath(new URL("../../coverage/forks/", import.meta.url));
