import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { spawnTracked } from "../../test-kit/spawn-tracked.mjs";

const CLIENTS = fileURLToPath(new URL("../clients.mjs", import.meta.url));

/** The clients, in a process of their own: their sockets do not count against the server's, nor their work. */
export class ClientsProcess {
  #child = spawnTracked(process.execPath, [CLIENTS], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  #asked = 0;

  get pid() {
    return this.#child.pid;
  }

  /** Runs an order of `clients.mjs`, resolves to its result. */
  async ask(order, args = {}) {
    const id = ++this.#asked;
    this.#child.send({ id, order, args });
    for (;;) {
      const [message] = await once(this.#child, "message");
      if (message.id !== id) continue;
      if (message.error) throw new Error(message.error);
      return message.result;
    }
  }

  end() {
    this.#child.disconnect();
  }
}
