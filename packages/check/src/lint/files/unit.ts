import type { LintFile } from "./find-files.js";

/** A setting of a unit, and whether it is one of the file that is looked at. */
export interface UnitSetting {
  value: string;
  readonly line: number;
  readonly isOwn: boolean;
}

const PART = /(?<=(^|[./])service)\.d\/[^/]+\.conf$/;

/** Whether the file is a drop-in, such as `web.service.d/time.conf`. */
export const isPartOfUnit = (path: string): boolean => PART.test(path);

/**
 * The settings of the section `[Service]` of the unit that a file is a part of: the unit itself, then its drop-ins in
 * the order of their names. The last value of a name counts, and an empty one removes those before it.
 */
export function unitSettings(file: LintFile, files: readonly LintFile[]): Map<string, UnitSetting> {
  const unit = file.path.replace(PART, "");
  const parts = files
    .filter(({ kind, path }) => kind === "systemd" && path.replace(PART, "") === unit)
    .sort(
      (a, b) => Number(isPartOfUnit(a.path)) - Number(isPartOfUnit(b.path)) || (a.path < b.path ? -1 : 1),
    );
  const settings = new Map<string, UnitSetting>();
  for (const part of parts) readInto(settings, part.text, part === file);
  return settings;
}

/** Continued lines are joined. */
function readInto(settings: Map<string, UnitSetting>, text: string, isOwn: boolean): void {
  let section = "Service";
  let continued: UnitSetting | undefined;
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (/^[#;]/.test(line)) continue;
    const part = line.replace(/\\$/, "").trim();
    if (continued) continued.value += ` ${part}`;
    else {
      section = /^\[(.*)\]$/.exec(line)?.[1] ?? section;
      const [, name, value] = /^(\w+)\s*=\s*(.*)$/.exec(part) ?? [];
      if (section !== "Service" || name === undefined || value === undefined) continue;
      continued = { value, line: i + 1, isOwn };
      if (value === "" && part === line) settings.delete(name);
      else settings.set(name, continued);
    }
    if (!line.endsWith("\\")) continued = undefined;
  }
}
