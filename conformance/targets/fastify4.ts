import { fastify } from "fastify4";
import { startFastify } from "./fastify.js";

export const fastify4 = startFastify((tls) => (tls ? fastify({ https: { ...tls } }) : fastify()) as never);
