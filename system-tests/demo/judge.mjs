import { fileURLToPath } from "node:url";
import { check } from "@x/graceful-check";

const SERVER = fileURLToPath(new URL("server.mjs", import.meta.url));

/** The checks that take seconds, whatever the server does: `ends-in-budget` takes the whole of a graceful one's. */
const ONLY = [
  "in-flight",
  "idle-last-request",
  "unused-connection",
  "told-to-close",
  "new-connections",
  "keep-alive-load",
  "exit-code",
];

/** What holds a server for so long holds it for the 10 s of graceful-check as well. */
const BUDGET_MS = 4_000;

/** One server of the demo, judged by graceful-check as a user would have any server judged. */
export function judge(framework, shutdown) {
  return check([process.execPath, SERVER, framework, shutdown, "{port}"], {
    only: ONLY,
    runs: 1,
    budgetMs: BUDGET_MS,
    paths: ["GET:/items/300"],
    upload: "POST:/upload",
  });
}
