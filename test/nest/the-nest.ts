import { installNest } from "./install-nest.js";
import { type Major, nest } from "./nest.js";

await installNest();

/** The Nest that the source of the adapter imports in tests: 11, or what the variable says before it is loaded. */
export const theNest = nest(Number(process.env.NEST_MAJOR ?? 11) as Major);
