import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The top folder of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Written by tools or by others: installed packages, builds, caches, the folder of git. */
const FOREIGN = /^(node_modules|dist|coverage|\..*)$/;

/** Every Markdown file that this project wrote, as paths from `root`. */
export function markdownFiles(folder = ""): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder + entry.name;
    if (entry.isDirectory()) return FOREIGN.test(entry.name) ? [] : markdownFiles(`${path}/`);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}
