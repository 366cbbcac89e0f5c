/** The examples that are one service again and again: each adapter has one. */
export { names as frameworks } from "../adapter-names.js";
