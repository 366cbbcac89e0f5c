import { Socket } from "node:net";

/** What holds the event loop, doubles counted: `["TCPSocketWrap", "Timeout x2"]`. */
export function activeResources(): string[] {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  // A terminal, and a pipe for stdout or stderr, are listed too, and hold nothing.
  counts.delete("TTYWrap");
  counts.set("PipeWrap", (counts.get("PipeWrap") ?? 0) - outputPipes());
  return [...counts]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => (count === 1 ? name : `${name} x${count}`));
}

function outputPipes(): number {
  return [process.stdout, process.stderr].filter(
    (stream) => stream instanceof Socket && !stream.isTTY && !stream.destroyed,
  ).length;
}
