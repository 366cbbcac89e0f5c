import { createAdaptorServer } from "hono-node-server1";
import { startHono } from "./hono.js";

export const hono1 = startHono(createAdaptorServer as never);
