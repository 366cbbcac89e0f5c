import Koa from "koa2";
import { startKoa } from "./koa.js";

export const koa2 = startKoa(() => new Koa() as never);
