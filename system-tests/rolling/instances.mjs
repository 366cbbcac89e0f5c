import { fileURLToPath } from "node:url";
import { freePort } from "../../test-kit/free-port.mjs";
import { startServer } from "../../test-kit/server-process.mjs";
import { endingOf } from "./ending.mjs";
import { untilListening } from "./until-listening.mjs";

export const SERVER = fileURLToPath(new URL("./server.mjs", import.meta.url));

/** One place behind a proxy: a port, and whatever server process is there now. */
export class Instance {
  port;
  #launch;
  #env;
  #server;

  /**
   * `launch` starts the server with an environment: the `app` of `system-tests/apps`, where it is left out.
   * @param {{
   *   app?: string,
   *   shutdown?: string,
   *   env: NodeJS.ProcessEnv,
   *   launch?: (env: NodeJS.ProcessEnv) => ServerProcess,
   * }} options
   */
  static async start({ app, shutdown, env, launch = launcherOf(app, shutdown) }) {
    const instance = new Instance();
    instance.port = await freePort();
    instance.#launch = launch;
    instance.#env = { ...bareEnv(), PORT: String(instance.port), ...env };
    await instance.begin();
    return instance;
  }

  /** Resolves when it listens. */
  async begin() {
    this.#server = this.#launch(this.#env);
    await untilListening(this.port);
  }

  /** SIGTERM; resolves to how the process ended. */
  async end() {
    this.#server.sigterm();
    return endingOf(await this.#server.exited, this.#server.lines);
  }

  kill() {
    this.#server.kill();
  }
}

/** @typedef {import("../../test-kit/server-process.mjs").ServerProcess} ServerProcess */

const launcherOf = (app, shutdown) => (env) => startServer(app, shutdown, { program: SERVER, env });

/** Nothing of the machine that runs this: the budget would depend on its platform. */
export function bareEnv() {
  const { PATH } = process.env;
  return { PATH };
}
