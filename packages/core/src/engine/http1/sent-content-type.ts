import type { ServerResponse } from "node:http";

/**
 * The `Content-Type` in the head that was sent, empty where that has none. `undefined` where Node does not show the
 * head. Nothing public shows what `writeHead` sent when it got all headers: the rendered head is private, and may go
 * (record 14).
 */
export function sentContentType(response: ServerResponse): string | undefined {
  const head = (response as { _header?: unknown })._header;
  if (typeof head !== "string") return undefined;
  return /\r\ncontent-type:[ \t]*([^\r]*)/i.exec(head)?.[1] ?? "";
}
