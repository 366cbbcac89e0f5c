import type { ServerResponse } from "node:http";

/**
 * Returns a header of the head that was sent, empty where the head lacks it, `undefined` where Node does not show the
 * head. Nothing public shows the headers that were given to `writeHead`. The rendered head is private, and a version of
 * Node may lack it (record 14).
 */
export function sentHeader(response: ServerResponse, name: string): string | undefined {
  const head = (response as { _header?: unknown })._header;
  if (typeof head !== "string") return undefined;
  return new RegExp(`\r\n${name}:[ \t]*([^\r]*)`, "i").exec(head)?.[1] ?? "";
}
