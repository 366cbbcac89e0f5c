import { nearest } from "./validate/nearest.js";
import { member, refuse } from "./validate/rule.js";

/**
 * Refuses an impossible order of releases: an `after` that names no release, and releases that wait for one another.
 * Takes, for each name, the names of the releases that come before it. Throws a `GracefulError` with the code
 * `INVALID_OPTION`.
 */
export function checkReleaseGraph(steps: ReadonlyMap<string, readonly string[]>): void {
  for (const [name, after] of steps) {
    for (const other of after) if (!steps.has(other)) refuse(unknownName(name, other, [...steps.keys()]));
  }
  const cycle = findCycle(steps);
  if (cycle)
    refuse(`These releases wait for one another, each comes \`after\` the next: ${cycle.join(" -> ")}`);
}

function unknownName(name: string, other: string, known: readonly string[]): string {
  const near = nearest(other, known);
  const help = near ? `: did you mean \`${near}\`?` : `. Known are ${known.join(", ")}`;
  return `\`${member(member("release", name), "after")}\` names no release: \`${other}\`${help}`;
}

/** A cycle, such as `["a", "b", "a"]` if a comes after b and b after a. */
function findCycle(steps: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const safe = new Set<string>();
  const path: string[] = [];

  function follow(name: string): string[] | undefined {
    if (safe.has(name)) return undefined;
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    path.push(name);
    for (const other of steps.get(name) ?? []) {
      const cycle = follow(other);
      if (cycle) return cycle;
    }
    path.pop();
    safe.add(name);
    return undefined;
  }

  for (const name of steps.keys()) {
    const cycle = follow(name);
    if (cycle) return cycle;
  }
  return undefined;
}
