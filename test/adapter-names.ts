import { readdirSync, readFileSync } from "node:fs";

const packages = new URL("../packages/", import.meta.url);

/** The folders of `packages/` that hold an adapter, known by the framework that they expect: the list of frameworks is this one alone. */
export const names = readdirSync(packages).filter((name) => "peerDependencies" in manifestOf(name));

/** What the manifest of one says. */
export function manifestOf(
  name: string,
): { peerDependencies: Record<string, string> } & Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), "utf8"));
}
