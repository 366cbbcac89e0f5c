import { createServer } from "node:https";
import { tlsIdentity } from "../../test-kit/tls-identity.mjs";
import { handle } from "./http.mjs";

export { listen, naive } from "./http.mjs";
export const name = "node:https";

export const createApp = () => createServer(tlsIdentity, handle);
