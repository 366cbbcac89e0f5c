import { fileURLToPath } from "node:url";
import { freePort } from "../../../test-kit/free-port.mjs";
import { Program } from "../../../test-kit/program.mjs";
import { endingOf } from "../ending.mjs";
import { bareEnv } from "../instances.mjs";

export const name = "node:cluster";
export const app = "http";

const PRIMARY = fileURLToPath(new URL("../primary.mjs", import.meta.url));
const EXITED = /^exit (\S+) (\S+)$/;

/** Two workers, or as many as are asked for, that share the listener of a small primary. */
export const start = ({ app, shutdown, workers = 2 }) =>
  startPrimary([PRIMARY, app, shutdown], "SIGHUP", workers);

/**
 * A primary that replaces its workers at a signal, and prints `exit code signal` for each, and `rolled` when all old
 * ones are gone.
 */
export async function startPrimary(args, signal, workers) {
  const port = await freePort();
  const env = { ...bareEnv(), PORT: String(port), WORKERS: String(workers) };
  const primary = new Program(process.execPath, args, { env });
  await primary.line(/^listening on/, workers);
  return {
    port: () => port,
    async restart() {
      const from = primary.lines.length;
      const rolled = primary.line(/^rolled$/, 1, from);
      primary.kill(signal);
      await rolled;
      const news = primary.lines.slice(from);
      return news.flatMap((line) => {
        const [match, code, by] = EXITED.exec(line) ?? [];
        return match ? [endingOf({ code: Number(code), signal: by === "-" ? null : by }, news)] : [];
      });
    },
    async stop() {
      // Node ends the workers of a primary that is gone.
      primary.kill("SIGKILL");
      await primary.ended;
    },
  };
}
