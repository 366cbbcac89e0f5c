import { server } from "@hapi/hapi";
import { startHapi } from "./hapi.js";

export const hapi21 = startHapi(server);
