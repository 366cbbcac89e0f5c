import { RawClient } from "../../test-kit/raw-client.mjs";

const HALF = ["GET / HTTP/1.1\r\n", "Host: localhost\r\n\r\n"] as const;

/** Two clients: a tab that has had its page and stays connected, and one whose request is still on its way. */
export class Visitors implements Disposable {
  private constructor(
    private readonly tab: RawClient,
    private readonly late: RawClient,
  ) {}

  static async arrive(port: number): Promise<Visitors> {
    const late = (await RawClient.connect({ port })).write(HALF[0]);
    // Accepted after the other one, and answered: so both are known to the server, and what was sent was read.
    const tab = new RawClient({ port }).request("GET", "/");
    await tab.response();
    return new Visitors(tab, late);
  }

  /** The second client sends the rest, and reads until the server closes both. */
  async finish(): Promise<string[]> {
    this.late.write(HALF[1]);
    return this.leave();
  }

  /** What they have seen when the server has closed both. */
  async leave(): Promise<string[]> {
    await Promise.all([this.late.closed(), this.tab.closed()]);
    const [head = "", body = ""] = this.late.received.split("\r\n\r\n");
    if (head === "") return ["# the second client has got no answer"];
    const [status = "", ...headers] = head.split("\r\n");
    const told = headers.filter((header) => /^connection:/i.test(header));
    return [status, ...told, "", ...body.trimEnd().split("\n")];
  }

  [Symbol.dispose](): void {
    this.tab.close();
    this.late.close();
  }
}
