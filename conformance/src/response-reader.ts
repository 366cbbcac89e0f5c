/** One HTTP/1.x response, as it came off the wire. */
export interface RawResponse {
  version: string;
  status: number;
  /** Names in lower case; a header sent twice is joined with a comma. */
  headers: Record<string, string>;
  body: Buffer;
  text: string;
  /** What told its reader that it was over. */
  framing: "no body" | "content-length" | "chunked" | "close";
}

type Head = Pick<RawResponse, "version" | "status" | "headers">;

type Step =
  | { name: "head" }
  | { name: "length"; head: Head; missing: number }
  | { name: "chunk-size"; head: Head }
  | { name: "chunk"; head: Head; missing: number }
  | { name: "chunk-end"; head: Head }
  | { name: "trailers"; head: Head }
  | { name: "to-close"; head: Head };

/** Cuts a byte stream into HTTP/1.x responses. It forgives nothing: what RFC 9112 does not allow, throws. */
export class ResponseReader {
  /** Complete final responses, in order. */
  readonly responses: RawResponse[] = [];
  /** Interim responses (100, 103), in order. */
  readonly interim: RawResponse[] = [];
  /** How many requests were sent with HEAD, and where in the order: their responses have no body whatever they say. */
  readonly headRequests = new Set<number>();
  #step: Step = { name: "head" };
  #unread: Buffer = Buffer.alloc(0);
  #body: Buffer[] = [];

  /** Whether the stream ended between two responses. */
  get betweenResponses(): boolean {
    return this.#step.name === "head" && this.#unread.length === 0;
  }

  push(chunk: Buffer): void {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    while (this.#advance()) {
      // Each step takes what it needs from #unread.
    }
  }

  /** The peer sent FIN: the end of a response that has no other. */
  end(): void {
    if (this.#step.name === "to-close") this.#finish(this.#step.head, "close");
  }

  #advance(): boolean {
    const step = this.#step;
    switch (step.name) {
      case "head":
        return this.#readHead();
      case "length":
        return this.#readBody(step, () => this.#finish(step.head, "content-length"));
      case "chunk-size": {
        const line = this.#line();
        if (line === undefined) return false;
        if (!/^[0-9a-f]+$/i.test(line)) throw new Error(`bad chunk size ${JSON.stringify(line)}`);
        const size = Number.parseInt(line, 16);
        this.#step =
          size === 0
            ? { name: "trailers", head: step.head }
            : { name: "chunk", head: step.head, missing: size };
        return true;
      }
      case "chunk":
        return this.#readBody(step, () => {
          this.#step = { name: "chunk-end", head: step.head };
        });
      case "chunk-end": {
        const line = this.#line();
        if (line === undefined) return false;
        if (line !== "") throw new Error(`chunk longer than its size: ${JSON.stringify(line)}`);
        this.#step = { name: "chunk-size", head: step.head };
        return true;
      }
      case "trailers": {
        const line = this.#line();
        if (line === undefined) return false;
        if (line === "") this.#finish(step.head, "chunked");
        return true;
      }
      case "to-close":
        this.#body.push(this.#take(this.#unread.length));
        return false;
      default:
        return step satisfies never;
    }
  }

  #readHead(): boolean {
    const end = this.#unread.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const [statusLine = "", ...lines] = this.#take(end + 4)
      .toString("latin1")
      .trimEnd()
      .split("\r\n");
    const match = /^HTTP\/(1\.[01]) (\d{3})(?: .*)?$/.exec(statusLine);
    if (!match?.[1]) throw new Error(`bad status line ${JSON.stringify(statusLine)}`);
    const head: Head = { version: match[1], status: Number(match[2]), headers: {} };
    for (const line of lines) {
      const colon = line.indexOf(":");
      if (colon < 1) throw new Error(`bad header line ${JSON.stringify(line)}`);
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      const before = head.headers[name];
      head.headers[name] = before === undefined ? value : `${before}, ${value}`;
    }
    this.#step = this.#bodyOf(head);
    return true;
  }

  /** RFC 9112, section 6.3. */
  #bodyOf(head: Head): Step {
    const length = head.headers["content-length"];
    const withoutBody =
      head.status < 200 ||
      head.status === 204 ||
      head.status === 304 ||
      this.headRequests.has(this.responses.length) ||
      (length === "0" && head.headers["transfer-encoding"] === undefined);
    if (withoutBody) {
      this.#finish(head, "no body");
      return { name: "head" };
    }
    if (head.headers["transfer-encoding"] === "chunked") return { name: "chunk-size", head };
    if (length === undefined) return { name: "to-close", head };
    if (!/^\d+$/.test(length)) throw new Error(`bad content-length ${JSON.stringify(length)}`);
    return { name: "length", head, missing: Number(length) };
  }

  #readBody(step: { missing: number }, whole: () => void): boolean {
    if (this.#unread.length === 0) return false;
    const part = this.#take(Math.min(step.missing, this.#unread.length));
    this.#body.push(part);
    step.missing -= part.length;
    if (step.missing === 0) whole();
    return true;
  }

  #finish(head: Head, framing: RawResponse["framing"]): void {
    const body = Buffer.concat(this.#body);
    const response: RawResponse = {
      ...head,
      body,
      framing,
      get text() {
        return body.toString();
      },
    };
    this.#body = [];
    this.#step = { name: "head" };
    (head.status < 200 ? this.interim : this.responses).push(response);
  }

  #line(): string | undefined {
    const end = this.#unread.indexOf("\r\n");
    return end < 0 ? undefined : this.#take(end + 2).toString("latin1", 0, end);
  }

  #take(length: number): Buffer {
    const taken = this.#unread.subarray(0, length);
    this.#unread = this.#unread.subarray(length);
    return taken;
  }
}
