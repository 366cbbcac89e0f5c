import { readFileSync } from "node:fs";
import { FRAMEWORKS } from "../system-tests/frameworks.mjs";

/** The folders of `packages/` that hold an adapter. */
export const names = FRAMEWORKS.map(({ id }) => id);

/** What the manifest of one says. */
export function manifestOf(
  name: string,
): { peerDependencies: Record<string, string> } & Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../packages/${name}/package.json`, import.meta.url), "utf8"));
}
