import Koa from "koa";
import { startKoa } from "./koa.js";

export const koa3 = startKoa(() => new Koa());
