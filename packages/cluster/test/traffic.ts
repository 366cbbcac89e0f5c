import { Agent, get } from "node:http";

const EVERY_MS = 10;

/** A hundred requests a second, each sent once, every other one on a connection of its own. */
export class Traffic {
  readonly #failures: string[] = [];
  readonly #kept = new Agent({ keepAlive: true, timeout: 700 });
  readonly #pending = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  readonly #port: number;
  #sent = 0;
  /** The versions that answered, each once, in the order of their first answers. */
  readonly versions = new Set<string>();

  constructor(port: number) {
    this.#port = port;
    this.#timer = setInterval(() => {
      const one = this.#send(this.#sent++).finally(() => this.#pending.delete(one));
      this.#pending.add(one);
    }, EVERY_MS);
  }

  /** Sends no more, and resolves to what failed. */
  async stop(): Promise<string[]> {
    clearInterval(this.#timer);
    await Promise.all(this.#pending);
    this.#kept.destroy();
    if (this.#sent === 0) this.#failures.push("nothing was sent");
    return this.#failures;
  }

  async #send(number: number): Promise<void> {
    const agent = number % 2 === 0 ? this.#kept : false;
    try {
      const { status, text } = await fetchOnce(this.#port, number % 10 === 0 ? "/slow" : "/", agent);
      if (status !== 200) this.#failures.push(`status ${status}`);
      const [version = ""] = text.split(" ");
      if (version !== "slow") this.versions.add(version);
    } catch (error) {
      this.#failures.push(`${(error as NodeJS.ErrnoException).code}`);
    }
  }
}

export function fetchOnce(
  port: number,
  path: string,
  agent: Agent | false = false,
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ port, host: "127.0.0.1", path, agent }, (response) => {
      let text = "";
      response
        .setEncoding("utf8")
        .on("data", (chunk: string) => {
          text += chunk;
        })
        .on("end", () => resolve({ status: response.statusCode, text }))
        .on("error", reject);
    });
    request.on("error", reject);
  });
}
