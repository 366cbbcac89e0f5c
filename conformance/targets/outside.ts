import type { ProcessTarget } from "./processes.js";
import { processTargets } from "./processes.js";

/** What is put to the contract from outside, under every runtime. */
export const outsideTargets: Readonly<Record<string, Pick<ProcessTarget, "over" | "load">>> = {
  ...processTargets,
  "node:http2 in plain": { over: "h2c", load: async () => (await import("./http2.js")).http2Compat },
  "node:net": { over: "HTTP", load: async () => (await import("./net.js")).rawNet },
  "ws with a server": { over: "HTTP", load: async () => (await import("./web-sockets.js")).wsByServer },
};
