import { readFileSync } from "node:fs";
import { OURS } from "./installed-bytes.mjs";

/**
 * The framework that an adapter of ours is for, as its package says it.
 * @param {string} name
 */
export function peersOf(name) {
  const manifest = new URL(`../../packages/${OURS.exec(name)?.[1]}/package.json`, import.meta.url);
  return Object.keys(JSON.parse(readFileSync(manifest, "utf8")).peerDependencies ?? {});
}
