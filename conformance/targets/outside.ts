import type { ProcessTarget } from "./processes.js";
import { processTargets } from "./processes.js";

/** What is put to the contract from outside, under every runtime. */
export const outsideTargets: Readonly<Record<string, Pick<ProcessTarget, "over" | "load">>> = {
  ...processTargets,
  "ws with a server": { over: "HTTP", load: async () => (await import("./web-sockets.js")).wsByServer },
};
