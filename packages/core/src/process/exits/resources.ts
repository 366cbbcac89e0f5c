import { Socket } from "node:net";

/**
 * Node's names for requests to the file system and DNS, and for writes. A connection that is being established is not
 * among them.
 */
const REQUEST = /^(FSReq|CloseReq|GetAddrInfo|GetNameInfo|Query|SendWrap)|WriteWrap$/;

/** The names of what holds the event loop, each once with its count: `["TCPSocketWrap", "Timeout x2"]`. */
export function activeResources(): string[] {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  // Node lists a terminal, and a pipe for stdout or stderr, although they hold nothing.
  counts.delete("TTYWrap");
  counts.set("PipeWrap", (counts.get("PipeWrap") ?? 0) - outputPipes());
  return [...counts]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => (count === 1 ? name : `${name} x${count}`));
}

/** Whether a request to the operating system is in progress. It ends by itself, unlike a timer or a handle. */
export function isRequestActive(): boolean {
  return process.getActiveResourcesInfo().some((name) => REQUEST.test(name));
}

function outputPipes(): number {
  return [process.stdout, process.stderr].filter(
    (stream) => stream instanceof Socket && !stream.isTTY && !stream.destroyed,
  ).length;
}
