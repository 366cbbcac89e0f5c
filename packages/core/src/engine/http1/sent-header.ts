import type { ServerResponse } from "node:http";

/**
 * Returns a header that was sent: empty if it was not sent, `undefined` if Node does not show the headers. Nothing
 * public shows headers that were passed to `writeHead`. The rendered head is private, and a version of Node may lack it
 * (record 14).
 */
export function sentHeader(response: ServerResponse, name: string): string | undefined {
  const head = (response as { _header?: unknown })._header;
  if (typeof head !== "string") return undefined;
  return new RegExp(`\r\n${name}:[ \t]*([^\r]*)`, "i").exec(head)?.[1] ?? "";
}
