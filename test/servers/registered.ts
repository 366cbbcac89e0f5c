import { fileURLToPath } from "node:url";
import { run } from "../../packages/core/test/forked.js";
import { connect } from "../../packages/core/test/wire.js";
import type { Program } from "../../test-kit/program.mjs";
import type { RawClient } from "../../test-kit/raw-client.mjs";
import { TELL_PORT } from "../docs/served-program.js";

/** A folder of this one. */
export const folderOf = (name: string) => fileURLToPath(new URL(`./${name}/`, import.meta.url));

/**
 * A server that a framework wrote, started with `--import @x/graceful-core/register`; it says `in flight` when a
 * handler has a request. `boundMs`: for a wait, where its start takes long.
 */
export function registered(
  folder: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
  boundMs?: number,
): Program {
  const flags = ["--import", TELL_PORT, "--import", "@x/graceful-core/register"];
  return run(process.execPath, [...flags, ...args], {
    cwd: folder,
    boundMs,
    env: { NODE_ENV: "production", PORT: "0", HOST: "127.0.0.1", HOSTNAME: "127.0.0.1", ...env },
  });
}

export async function portOf(server: Program): Promise<number> {
  return Number((await server.line(/^listening on (\d+)$/))[1]);
}

/** A request to `/slow` that has reached its handler. */
export async function inFlight(server: Program): Promise<RawClient> {
  const client = await connect(await portOf(server));
  client.get("/slow");
  await server.line(/^in flight$/);
  return client;
}
