import { fastify } from "fastify";
import { startFastify } from "./fastify.js";

export const fastify5 = startFastify((tls) => (tls ? fastify({ https: { ...tls } }) : fastify()) as never);
