const HEAD_END = Buffer.from("\r\n\r\n");
const LINE_END = Buffer.from("\r\n");

/**
 * Reads HTTP/1.1 responses off the bytes of one connection, however they were split on the way. Knows
 * Content-Length, chunked, bodiless and 1xx responses, bodies that end with the connection, and nothing of HEAD: this
 * traffic sends none.
 */
export class ResponseReader {
  #unread = Buffer.alloc(0);
  #keepBody;
  /** The response under way: absent until its first byte came. */
  #response;
  #step = "head";
  /** Bytes of the body, or of the chunk, still to come. */
  #missing = 0;

  /** `keepBody: false` counts the bytes of bodies and drops them. */
  constructor({ keepBody = true } = {}) {
    this.#keepBody = keepBody;
  }

  /** What has come of a response that is not complete: `undefined` where not a byte of one has. */
  get partial() {
    return this.#response ?? (this.#unread.length > 0 ? { bodyBytes: 0 } : undefined);
  }

  /** Takes bytes, returns the responses they completed. */
  push(bytes) {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    const complete = [];
    while (this.#advance()) {
      if (this.#step !== "done") continue;
      if (this.#response.status >= 200) complete.push(finished(this.#response));
      this.#response = undefined;
      this.#step = "head";
    }
    return complete;
  }

  /** The connection ended in order: returns the response whose body ends with it, where one is under way. */
  end() {
    if (this.#step !== "until-end") return undefined;
    this.#step = "head";
    return finished(this.#response);
  }

  /** One step of the grammar; false where it needs more bytes. */
  #advance() {
    switch (this.#step) {
      case "head":
        return this.#readHead();
      case "body":
        return this.#readBody("done");
      case "chunk":
        return this.#readBody("chunk-end");
      case "chunk-size":
        return this.#readLine((line) => {
          this.#missing = Number.parseInt(line, 16);
          this.#step = this.#missing === 0 ? "trailers" : "chunk";
        });
      case "until-end":
        this.#missing = Number.POSITIVE_INFINITY;
        return this.#readBody("until-end");
      case "chunk-end":
        return this.#readLine(() => {
          this.#step = "chunk-size";
        });
      case "trailers":
        return this.#readLine((line) => {
          if (line === "") this.#step = "done";
        });
      default:
        throw new Error(`unknown step ${this.#step}`);
    }
  }

  #readHead() {
    const end = this.#unread.indexOf(HEAD_END);
    if (end < 0) return false;
    const [statusLine, ...lines] = this.#take(end + HEAD_END.length)
      .toString("latin1")
      .trimEnd()
      .split("\r\n");
    const headers = new Map(lines.map(splitHeader));
    const [version, code] = statusLine.split(" ");
    const status = Number(code);
    this.#response = { version, status, headers, beganAt: performance.now(), chunks: [], bodyBytes: 0 };
    this.#missing = Number(headers.get("content-length") ?? 0);
    if (status < 200 || status === 204 || status === 304) this.#step = "done";
    else if (headers.get("transfer-encoding") === "chunked") this.#step = "chunk-size";
    else if (headers.has("content-length")) this.#step = this.#missing === 0 ? "done" : "body";
    else this.#step = "until-end";
    return true;
  }

  #readBody(next) {
    if (this.#unread.length === 0) return false;
    const bytes = this.#take(Math.min(this.#missing, this.#unread.length));
    this.#missing -= bytes.length;
    this.#response.bodyBytes += bytes.length;
    if (this.#keepBody) this.#response.chunks.push(bytes);
    if (this.#missing === 0) this.#step = next;
    return true;
  }

  #readLine(read) {
    const end = this.#unread.indexOf(LINE_END);
    if (end < 0) return false;
    read(
      this.#take(end + LINE_END.length)
        .subarray(0, end)
        .toString("latin1"),
    );
    return true;
  }

  #take(length) {
    const bytes = this.#unread.subarray(0, length);
    this.#unread = this.#unread.subarray(length);
    return bytes;
  }
}

function splitHeader(line) {
  const colon = line.indexOf(":");
  return [
    line.slice(0, colon).toLowerCase(),
    line
      .slice(colon + 1)
      .trim()
      .toLowerCase(),
  ];
}

function finished({ chunks, ...response }) {
  return { ...response, body: Buffer.concat(chunks), close: response.headers.get("connection") === "close" };
}
