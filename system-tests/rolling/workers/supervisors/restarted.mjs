import { freePort } from "../../../../test-kit/free-port.mjs";
import { Program } from "../../../../test-kit/program.mjs";
import { endingOf } from "../../ending.mjs";
import { bareEnv } from "../../instances.mjs";

/** A program that can only be ended and started again: SIGTERM, and the next one when it is gone. */
export async function restarted(argv, { workers, listening }) {
  const port = await freePort();
  const env = { ...bareEnv(), PORT: String(port), WORKERS: String(workers) };
  const begin = async () => {
    const program = new Program(process.execPath, argv, { env });
    await program.line(/^listening on/, listening);
    return program;
  };
  let program = await begin();
  return {
    port: () => port,
    async restart() {
      program.kill("SIGTERM");
      const ending = endingOf(await program.ended, program.lines);
      program = await begin();
      // As many as it had.
      return Array.from({ length: workers }, () => ending);
    },
    async stop() {
      program.kill("SIGKILL");
      await program.ended;
    },
  };
}
