import type { ServerResponse } from "node:http";

/**
 * A header in the head that was sent, empty where that has none. `undefined` where Node does not show the head. Nothing public shows
 * what `writeHead` sent when it got all headers: the rendered head is private, and may go (record 14).
 */
export function sentHeader(response: ServerResponse, name: string): string | undefined {
  const head = (response as { _header?: unknown })._header;
  if (typeof head !== "string") return undefined;
  return new RegExp(`\r\n${name}:[ \t]*([^\r]*)`, "i").exec(head)?.[1] ?? "";
}
