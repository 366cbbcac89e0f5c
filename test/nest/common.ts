import { theNest } from "./the-nest.js";

export const { Logger } = theNest.common;
