import { theNest } from "./the-nest.js";

export const { NestApplication } = theNest.core;
