import { APPS } from "../../frameworks.mjs";

/** The apps of `apps/` that are put to the test, by the name on the command line. */
export const TARGETS = ["https", ...APPS];

/** @param {string} target */
export const isSecure = (target) => target === "https";
