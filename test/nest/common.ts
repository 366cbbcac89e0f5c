import { theNest } from "./the-nest.js";

export const { Inject, Logger } = theNest.common;
