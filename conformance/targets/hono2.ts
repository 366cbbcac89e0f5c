import { createAdaptorServer } from "@hono/node-server";
import { startHono } from "./hono.js";

export const hono2 = startHono(createAdaptorServer);
