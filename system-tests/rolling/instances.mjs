import { fileURLToPath } from "node:url";
import { startServer } from "../../test-kit/server-process.mjs";
import { endingOf } from "./ending.mjs";
import { freePort } from "./free-port.mjs";

export const SERVER = fileURLToPath(new URL("./server.mjs", import.meta.url));

/** One place behind a proxy: a port, and whatever server process is there now. */
export class Instance {
  port;
  #app;
  #shutdown;
  #env;
  #server;

  static async start({ app, shutdown, env }) {
    const instance = new Instance();
    instance.port = await freePort();
    instance.#app = app;
    instance.#shutdown = shutdown;
    instance.#env = { ...bareEnv(), PORT: String(instance.port), ...env };
    await instance.begin();
    return instance;
  }

  /** Resolves when it listens. */
  async begin() {
    this.#server = startServer(this.#app, this.#shutdown, { program: SERVER, env: this.#env });
    await this.#server.listening;
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

/** Nothing of the machine that runs this: the budget would depend on its platform. */
export function bareEnv() {
  const { PATH } = process.env;
  return { PATH };
}
