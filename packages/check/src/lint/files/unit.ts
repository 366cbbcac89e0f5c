/**
 * The settings of the section `[Service]` of a systemd unit. Continued lines are joined. The last value of a name
 * counts, and an empty one removes those before it.
 */
export function unitSettings(text: string): Map<string, { value: string; line: number }> {
  const settings = new Map<string, { value: string; line: number }>();
  let section = "Service";
  let continued: { value: string; line: number } | undefined;
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (/^[#;]/.test(line)) continue;
    const part = line.replace(/\\$/, "").trim();
    if (continued) continued.value += ` ${part}`;
    else {
      section = /^\[(.*)\]$/.exec(line)?.[1] ?? section;
      const [, name, value] = /^(\w+)\s*=\s*(.*)$/.exec(part) ?? [];
      if (section !== "Service" || name === undefined || value === undefined) continue;
      continued = { value, line: i + 1 };
      if (value === "" && part === line) settings.delete(name);
      else settings.set(name, continued);
    }
    if (!line.endsWith("\\")) continued = undefined;
  }
  return settings;
}
