import { server } from "hapi20";
import { startHapi } from "./hapi.js";

export const hapi20 = startHapi(server as never);
