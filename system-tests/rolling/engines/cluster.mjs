import { fileURLToPath } from "node:url";
import { Program } from "../../../test-kit/program.mjs";
import { endingOf } from "../ending.mjs";
import { freePort } from "../free-port.mjs";
import { bareEnv } from "../instances.mjs";

export const name = "node:cluster";
export const app = "http";

const PRIMARY = fileURLToPath(new URL("../primary.mjs", import.meta.url));
const EXITED = /^exit (\S+) (\S+)$/;

/**
 * Two workers, or as many as are asked for, that share the listener of a small primary, which replaces them when it
 * is told to.
 */
export async function start({ app, shutdown, workers = 2 }) {
  const port = await freePort();
  const env = { ...bareEnv(), PORT: String(port), WORKERS: String(workers) };
  const primary = new Program(process.execPath, [PRIMARY, app, shutdown], { env });
  await primary.line(/^listening on/, workers);
  return {
    port: () => port,
    async restart() {
      const from = primary.lines.length;
      const rolled = primary.line(/^rolled$/, 1, from);
      primary.kill("SIGHUP");
      await rolled;
      const news = primary.lines.slice(from);
      const exits = news.map((line) => EXITED.exec(line)).filter((exit) => exit !== null);
      return exits.map(([, code, signal]) =>
        endingOf({ code: Number(code), signal: signal === "-" ? null : signal }, news),
      );
    },
    async stop() {
      // Node ends the workers of a primary that is gone.
      primary.kill("SIGKILL");
      await primary.ended;
    },
  };
}
