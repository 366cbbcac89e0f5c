/** What holds the event loop, doubles counted: `["TCPSocketWrap", "Timeout x2"]`. */
export function activeResources(): string[] {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} x${count}`));
}
