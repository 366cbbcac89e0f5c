import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { installOnce } from "../programs/install-once.js";
import { folderOf, ROOT } from "./nest.js";

/**
 * Installs Nest 10 and 11, which are too heavy for everybody's `npm ci`, unless they are there. So that programs find Nest 11 by name, and
 * the built adapter among them, it is linked into `node_modules` of the root; `npm ci` takes that away again.
 */
export async function installNest(): Promise<void> {
  await installOnce(folderOf(10));
  await installOnce(folderOf(11));
  const link = join(ROOT, "node_modules/@nestjs");
  if (!existsSync(link)) linkUnlessDone(join(folderOf(11), "node_modules/@nestjs"), link);
}

function linkUnlessDone(target: string, link: string): void {
  try {
    symlinkSync(target, link, "junction");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
