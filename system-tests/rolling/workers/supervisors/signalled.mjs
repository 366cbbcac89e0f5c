import { Program } from "../../../../test-kit/program.mjs";
import { endingOf } from "../../ending.mjs";
import { freePort } from "../../free-port.mjs";
import { bareEnv, SERVER } from "../../instances.mjs";

const EXITED = /^exit (\S+) (\S+)$/;

/**
 * A primary that reloads at a signal, and prints `exit code signal` for each worker, and `rolled` when all old ones
 * are gone.
 */
export async function signalled(file, signal, { app, shutdown, workers }) {
  const port = await freePort();
  const env = { ...bareEnv(), PORT: String(port), WORKERS: String(workers) };
  const primary = new Program(process.execPath, [file, SERVER, app, shutdown], { env });
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
      primary.kill("SIGKILL");
      await primary.ended;
    },
  };
}
