import { theNest } from "./the-nest.js";

export const { HttpAdapterHost, NestApplication } = theNest.core;
