import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./markdown-files.js";

const FENCED = /^( *)```[\s\S]*?^ *```$/gm;
const INLINE_CODE = /`[^`\n]*`/g;
const LINK = /\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)$/gm;
const OWN = /<a id="([^"]+)">/g;
const HEADING = /^#+ +(.+)$/gm;

/** The links of a Markdown file that lead nowhere: to a file that is not there, or to a heading that is not in it. */
export function brokenLinks(path: string): string[] {
  const text = prose(path);
  return [...text.matchAll(LINK)].flatMap(([, inline, reference]) => {
    const link = inline ?? reference ?? "";
    if (/^[a-z]+:/i.test(link)) return [];
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : join(dirname(path), file);
    if (!existsSync(root + target)) return [`${path}: ${link}`];
    if (anchor === undefined) return [];
    return target.endsWith(".md") && anchors(target).has(anchor) ? [] : [`${path}: ${link}`];
  });
}

function prose(path: string): string {
  return readFileSync(root + path, "utf8")
    .replace(FENCED, "")
    .replace(INLINE_CODE, "`code`");
}

/** As GitHub makes them of headings, the second of a name with `-1` behind it; and those that a page sets itself. */
function anchors(path: string): Set<string> {
  const text = readFileSync(root + path, "utf8").replace(FENCED, "");
  const found = new Set([...text.matchAll(OWN)].map(([, name = ""]) => name));
  const seen = new Map<string, number>();
  for (const [, heading = ""] of text.matchAll(HEADING)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    found.add(before === 0 ? slug : `${slug}-${before}`);
  }
  return found;
}
