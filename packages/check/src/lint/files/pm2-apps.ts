import { member, yamlDocuments } from "./yaml-documents.js";

/** An app of a PM2 file, as far as it can be read. What is not given is `undefined`. */
export interface Pm2App {
  readonly script?: string | undefined;
  readonly killTimeout?: string | undefined;
  /** Whether the app has properties from elsewhere: it spreads an object, or names a variable. */
  readonly isOpen: boolean;
  readonly scriptLine: number;
  readonly killTimeoutLine: number;
}

/** Reads the file as text: a configuration in JavaScript is a program, and is not run. */
export function pm2Apps(path: string, text: string): Pm2App[] {
  return /\.[cm]?js$/.test(path) ? appsOfScript(text) : appsOfData(text);
}

function appsOfData(text: string): Pm2App[] {
  return yamlDocuments(text).flatMap((document) => {
    const apps = member(document.value, "apps");
    const [list, base] = Array.isArray(document.value)
      ? [document.value, []]
      : Array.isArray(apps)
        ? [apps, ["apps"]]
        : [[document.value], undefined];
    return (list as unknown[]).map((app, i) => {
      const [script, killTimeout] = [member(app, "script"), member(app, "kill_timeout")];
      const at = base === undefined ? [] : [...base, i];
      return {
        script: script === undefined ? undefined : String(script),
        killTimeout: killTimeout === undefined ? undefined : String(killTimeout),
        isOpen: false,
        scriptLine: document.lineOf([...at, "script"]),
        killTimeoutLine: document.lineOf([...at, "kill_timeout"]),
      };
    });
  });
}

function appsOfScript(text: string): Pm2App[] {
  const code = withoutComments(text);
  const lineAt = (place: number) => code.slice(0, place).split("\n").length;
  return [...code.matchAll(/["']?\bscript["']?\s*:/g)].map(({ index }) => {
    const [start, end] = objectAround(code, index);
    const body = code.slice(start, end);
    const script = /["']?\bscript["']?\s*:\s*["'`]([^"'`]+)["'`]/.exec(body)?.[1] ?? "";
    const timeout = /["']?\bkill_timeout["']?\s*:\s*([^,}\n]*)/.exec(body);
    return {
      script,
      killTimeout: timeout?.[1]?.trim().replace(/^["']|["']$/g, ""),
      isOpen: body.includes("...") || /\bkill_timeout\s*[,}]/.test(body),
      scriptLine: lineAt(index),
      killTimeoutLine: lineAt(start + (timeout?.index ?? 0)),
    };
  });
}

/** Removes comments and keeps all positions. `//` after a colon is part of an address. */
function withoutComments(text: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, " ");
  return text
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/(^|[^:"'`\w])\/\/.*$/gm, (all, before: string) => before + blank(all.slice(before.length)));
}

function objectAround(code: string, place: number): [number, number] {
  let depth = 0;
  let start = place;
  for (; start > 0 && depth >= 0; start--) depth += braceAt(code, start - 1, "}", "{");
  depth = 0;
  let end = place;
  for (; end < code.length && depth >= 0; end++) depth += braceAt(code, end, "{", "}");
  return [start, end];
}

const braceAt = (code: string, place: number, more: string, less: string): number =>
  code[place] === more ? 1 : code[place] === less ? -1 : 0;
