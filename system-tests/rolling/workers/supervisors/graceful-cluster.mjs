import { createRequire } from "node:module";
import { join } from "node:path";
import { freePort } from "../../../../test-kit/free-port.mjs";
import { Program, run } from "../../../../test-kit/program.mjs";
import { endingOf } from "../../ending.mjs";
import { bareEnv, SERVER } from "../../instances.mjs";

export const name = "@x/graceful-cluster";

const BIN = join(createRequire(import.meta.url).resolve("@x/graceful-cluster"), "../main.js");
/** `Worker 3 (pid 41) ended with code 0`, or what ended it; also where it died or was killed. */
const ENDED = /Worker \d+ \(pid \d+\)(?:: it)? (?:was )?ended (?:with code (\d+)|by (\w+))/;

export async function start({ app, shutdown, folder, workers, server = SERVER }) {
  const port = await freePort();
  const control = join(folder, "control");
  const program = new Program(
    process.execPath,
    [BIN, "--workers", String(workers), "--control", control, server, app, shutdown],
    { env: { ...bareEnv(), PORT: String(port) } },
  );
  await program.line(/workers? serves?$/);
  // Some apps of the demo listen on any port.
  const [, heard] = await program.line(/^listening on (\d+)$/);
  return {
    port: () => Number(heard),
    async restart() {
      const from = program.lines.length;
      await run(process.execPath, [BIN, "reload", "--control", control], { env: bareEnv() });
      const news = program.lines.slice(from);
      return news.flatMap((line) => {
        const [match, code, signal = null] = ENDED.exec(line) ?? [];
        return match ? [endingOf({ code: code === undefined ? null : Number(code), signal }, news)] : [];
      });
    },
    async stop() {
      program.kill("SIGKILL");
      await program.ended;
    },
  };
}
