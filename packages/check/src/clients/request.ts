import type { Route } from "../options.js";
import type { Answer, Wire } from "./wire.js";

/** A request as bytes. */
export interface RequestBytes {
  readonly route: Route;
  readonly bytes: Buffer;
  /** The length of the head, the empty line included. */
  readonly headBytes: number;
}

/** Enough for several packets, and below the 100 kB that most parsers take. */
const UPLOAD_BYTES = 64 * 1024;

/** A request without a body, or with one of 64 kB of JSON where its method has one. */
export function requestTo(
  route: Route,
  port: number,
  { headers = {}, body = bodyFor(route) }: { headers?: Record<string, string>; body?: Buffer } = {},
): RequestBytes {
  const fields = {
    Host: `localhost:${port}`,
    "User-Agent": "graceful-check",
    Accept: "*/*",
    ...(body.length > 0 && { "Content-Type": "application/json", "Content-Length": String(body.length) }),
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${route.method} ${route.path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return { route, bytes: Buffer.concat([head, body]), headBytes: head.length };
}

/** Sends a request, and resolves to its answer. */
export async function ask(wire: Wire, route: Route, port: number): Promise<Answer | undefined> {
  await wire.send(requestTo(route, port).bytes);
  return wire.answer();
}

export const hasBody = ({ method }: Route): boolean => /^(POST|PUT|PATCH)$/.test(method);

function bodyFor(route: Route): Buffer {
  if (!hasBody(route)) return Buffer.alloc(0);
  const start = '{"message":"graceful-check","padding":"';
  return Buffer.from(`${start}${"x".repeat(UPLOAD_BYTES - start.length - 2)}"}`);
}
