import { type Major, nest } from "./nest.js";

/** The Nest that the source of the adapter imports in tests: 11, or what the variable says before it is loaded. */
export const theNest = await nest(Number(process.env.NEST_MAJOR ?? 11) as Major);
