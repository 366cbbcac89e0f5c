import { check } from "@x/graceful-check";
import { PROGRAM } from "./setups.mjs";

/**
 * Puts a set-up through its shutdown once, where it was made ready to run.
 * @param {import("./setups.mjs").Setup} setup
 * @param {{ folder: string }} workplace
 */
export function checkSetup({ command = ["node", "server.mjs"], options }, { folder }) {
  const words = command.map((word) => word.replace("{folder}", folder));
  return check(words, { runs: 1, cwd: folder, env: environment(), ...PROGRAM, ...options });
}

/** As on a server, where nobody has set CI: srvx does not hear a signal there. */
function environment() {
  return { CI: "", TEST: "", NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
}
