import { installOnce } from "../programs/install-once.js";
import { folderOf } from "./nest.js";

/**
 * Installs Nest 10, 11 and 12, which are too heavy for everybody's `npm ci`, unless they are there; programs find 12 by
 * name.
 */
export async function installNest(): Promise<void> {
  await installOnce(folderOf(10));
  await installOnce(folderOf(11));
  await installOnce(folderOf(12));
  const script: string = "../../scripts/install-nest.mjs";
  await import(script);
}
