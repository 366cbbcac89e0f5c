import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { RawClient } from "../../test-kit/raw-client.mjs";
import { ServerProcess } from "../../test-kit/server-process.mjs";

/** Prints `listening on` and the port of each server; for `--import`. */
export const TELL_PORT = new URL("./fixtures/tell-port.mjs", import.meta.url).href;

/** Between two looks at a listener: one that is never left alone is kept open for those who wait in it. */
const LOOK_MS = 10;

export interface Start {
  folder: string;
  file: string;
  args?: readonly string[];
  /** The whole environment but `PATH`: what the machine that runs the tests has in its own would change the budget. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** More modules that are loaded before it, as file URLs. */
  preload?: readonly string[];
  /** Of Node, or a program of its that runs the file. */
  nodeArgs?: readonly string[];
  /** A command that starts what stands behind it, as `systemd-socket-activate` does. */
  launcher?: readonly string[];
}

/** A program of the documentation in a process of its own, and its clients. */
export class ServedProgram extends ServerProcess implements Disposable {
  readonly #clients: RawClient[] = [];

  constructor({
    folder,
    file,
    args: given = [],
    environment = {},
    preload = [],
    nodeArgs = [],
    launcher = [],
  }: Start) {
    const imports = [TELL_PORT, ...preload].flatMap((url) => ["--import", url]);
    const node = [process.execPath, ...imports, "--dns-result-order=ipv4first", ...nodeArgs, file, ...given];
    const [command = "", ...args] = [...launcher, ...node];
    super(command, args, { cwd: folder, env: { PATH: process.env.PATH, ...environment } });
  }

  /** A client of its own, connected. */
  async connect(): Promise<RawClient> {
    const client = await RawClient.connect({ port: await this.listening });
    this.#clients.push(client);
    return client;
  }

  /**
   * Resolves when it takes no new connection any more: from then on its answers say `Connection: close`. The result is
   * the time of `performance.now()` at which it was last known to take one, or else that of the call.
   */
  async refuses(port: number): Promise<number> {
    let acceptedAt = performance.now();
    for (;;) {
      const askedAt = performance.now();
      if (!(await accepts(port))) return acceptedAt;
      acceptedAt = askedAt;
      await sleep(LOOK_MS);
    }
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client.close();
    this.kill();
  }
}

/** Does not wait for the server to close: a primary may keep a connection that it gives to no worker any more. */
async function accepts(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
