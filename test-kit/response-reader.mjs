import { createHash } from "node:crypto";

/**
 * The head of an HTTP/1.x response, and how much of its body has come.
 * @typedef {object} Head
 * @property {string} version
 * @property {number} status
 * @property {Record<string, string>} headers Names in lower case; a header sent twice is joined with a comma.
 * @property {boolean} close Whether the client was told `Connection: close`.
 * @property {number} beganAt When its head was read, of `performance.now()`.
 * @property {number} bodyBytes
 * @property {string} ending The last bytes of its body, at most 16, also where bodies are dropped.
 */
/**
 * A response as it came off the wire. `digest`: a hash of its body where a part of that is kept, or "".
 * @typedef {{ endedAt: number, body: Buffer, digest: string, readonly text: string, framing: Framing }} Whole
 * @typedef {Head & Whole} RawResponse
 */
/**
 * What marked the end of a response.
 * @typedef {"no body" | "content-length" | "chunked" | "close"} Framing
 */
/**
 * @typedef {{ name: "head" }
 *   | { name: "length", head: Head, missing: number }
 *   | { name: "chunk-size", head: Head }
 *   | { name: "chunk", head: Head, missing: number }
 *   | { name: "chunk-end", head: Head }
 *   | { name: "trailers", head: Head }
 *   | { name: "to-close", head: Head }} Step
 */

const ENDING = 16;

/**
 * Cuts the bytes of one connection, however they were split on the way, into HTTP/1.x responses. It forgives nothing:
 * what RFC 9112 does not allow, throws.
 */
export class ResponseReader {
  /** Interim responses (100, 103), in order. @type {RawResponse[]} */
  interim = [];
  /**
   * The numbers, from 0, of the requests that were sent with HEAD: their responses have no body whatever they say.
   * @type {Set<number>}
   */
  headRequests = new Set();
  /** @type {Step} */
  #step = { name: "head" };
  /** @type {Buffer} */
  #unread = Buffer.alloc(0);
  /** @type {Buffer[]} */
  #body = [];
  /** Final responses that are complete and not handed out yet. @type {RawResponse[]} */
  #complete = [];
  /** How many responses were complete before. */
  #count = 0;
  /** @type {import("node:crypto").Hash | undefined} */
  #hash;
  #mostBytes;

  /**
   * @param {{ keepBody?: boolean | number }} [options] `false` counts the bytes of bodies and drops them. With a number
   * so many bytes of each body are kept, and all are hashed.
   */
  constructor({ keepBody = true } = {}) {
    this.#mostBytes = keepBody === true ? Number.POSITIVE_INFINITY : keepBody;
  }

  /** Whether no byte of a further response has arrived. */
  get betweenResponses() {
    return this.partial === undefined;
  }

  /**
   * The part of an incomplete response that has arrived, or `undefined` if no byte of it has.
   * @returns {Partial<Head> & { bodyBytes: number } | undefined}
   */
  get partial() {
    if (this.#step.name !== "head") return this.#step.head;
    return this.#unread.length > 0 ? { bodyBytes: 0 } : undefined;
  }

  /**
   * Takes bytes, returns the final responses they completed.
   * @param {Buffer} bytes
   */
  push(bytes) {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    while (this.#advance()) {
      // Each step takes what it needs from #unread.
    }
    return this.#complete.splice(0);
  }

  /** The peer sent FIN: the end of a response that has no other, which is returned. */
  end() {
    if (this.#step.name === "to-close") this.#finish(this.#step.head, "close");
    return this.#complete.splice(0);
  }

  /**
   * One step of the grammar; false where it needs more bytes.
   * @returns {boolean}
   */
  #advance() {
    const step = this.#step;
    switch (step.name) {
      case "head":
        return this.#readHead();
      case "length":
        return this.#readBody(step, () => this.#finish(step.head, "content-length"));
      case "chunk-size":
        return this.#readLine((line) => {
          const size = line.split(";", 1)[0]?.trim() ?? "";
          if (!/^[0-9a-f]+$/i.test(size)) throw new Error(`bad chunk size ${JSON.stringify(line)}`);
          const missing = Number.parseInt(size, 16);
          const { head } = step;
          this.#step = missing === 0 ? { name: "trailers", head } : { name: "chunk", head, missing };
        });
      case "chunk":
        return this.#readBody(step, () => {
          this.#step = { name: "chunk-end", head: step.head };
        });
      case "chunk-end":
        return this.#readLine((line) => {
          if (line !== "") throw new Error(`chunk longer than its size: ${JSON.stringify(line)}`);
          this.#step = { name: "chunk-size", head: step.head };
        });
      case "trailers":
        return this.#readLine((line) => {
          if (line === "") this.#finish(step.head, "chunked");
        });
      case "to-close":
        this.#keep(step.head, this.#take(this.#unread.length));
        return false;
      default:
        return step;
    }
  }

  #readHead() {
    const end = this.#unread.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const [statusLine = "", ...lines] = this.#take(end + 4)
      .toString("latin1")
      .trimEnd()
      .split("\r\n");
    const match = /^HTTP\/(1\.[01]) (\d{3})(?: .*)?$/.exec(statusLine);
    if (!match?.[1]) throw new Error(`bad status line ${JSON.stringify(statusLine)}`);
    const headers = headersOf(lines);
    const close = headers.connection?.toLowerCase() === "close";
    const beganAt = performance.now();
    const head = {
      version: match[1],
      status: Number(match[2]),
      headers,
      close,
      beganAt,
      bodyBytes: 0,
      ending: "",
    };
    this.#step = this.#bodyOf(head);
    if (this.#step.name === "head") this.#finish(head, "no body");
    return true;
  }

  /**
   * RFC 9112, section 6.3.
   * @param {Head} head
   * @returns {Step}
   */
  #bodyOf(head) {
    const { "content-length": length, "transfer-encoding": coding } = head.headers;
    const isBodiless = head.status < 200 || head.status === 204 || head.status === 304;
    if (isBodiless || this.headRequests.has(this.#count)) return { name: "head" };
    if (coding?.toLowerCase() === "chunked") return { name: "chunk-size", head };
    if (length === undefined) return { name: "to-close", head };
    if (!/^\d+$/.test(length)) throw new Error(`bad content-length ${JSON.stringify(length)}`);
    return Number(length) === 0 ? { name: "head" } : { name: "length", head, missing: Number(length) };
  }

  /**
   * @param {Extract<Step, { missing: number }>} step
   * @param {() => void} whole
   */
  #readBody(step, whole) {
    if (this.#unread.length === 0) return false;
    const part = this.#take(Math.min(step.missing, this.#unread.length));
    this.#keep(step.head, part);
    step.missing -= part.length;
    if (step.missing === 0) whole();
    return true;
  }

  /**
   * @param {Head} head
   * @param {Buffer} part
   */
  #keep(head, part) {
    if (this.#mostBytes !== false) this.#keepPart(part, Math.max(0, this.#mostBytes - head.bodyBytes));
    head.bodyBytes += part.length;
    head.ending = (head.ending + part.toString("latin1", Math.max(0, part.length - ENDING))).slice(-ENDING);
  }

  /**
   * @param {Buffer} part
   * @param {number} room
   */
  #keepPart(part, room) {
    if (room > 0) this.#body.push(part.subarray(0, room));
    if (this.#mostBytes === Number.POSITIVE_INFINITY) return;
    this.#hash ??= createHash("sha1");
    this.#hash.update(part);
  }

  /**
   * @param {Head} head
   * @param {Framing} framing
   */
  #finish(head, framing) {
    const body = Buffer.concat(this.#body);
    const response = {
      ...head,
      body,
      digest: this.#hash?.digest("hex") ?? "",
      framing,
      endedAt: performance.now(),
      get text() {
        return body.toString();
      },
    };
    this.#body = [];
    this.#hash = undefined;
    this.#step = { name: "head" };
    if (head.status < 200) return void this.interim.push(response);
    this.#count++;
    this.#complete.push(response);
  }

  /** @param {(line: string) => void} read */
  #readLine(read) {
    const end = this.#unread.indexOf("\r\n");
    if (end < 0) return false;
    read(this.#take(end + 2).toString("latin1", 0, end));
    return true;
  }

  /** @param {number} length */
  #take(length) {
    const taken = this.#unread.subarray(0, length);
    this.#unread = this.#unread.subarray(length);
    return taken;
  }
}

/** @param {string[]} lines */
function headersOf(lines) {
  /** @type {Record<string, string>} */
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`bad header line ${JSON.stringify(line)}`);
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}
