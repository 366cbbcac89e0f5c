/** The settings of a systemd unit: the last one of a name counts. */
export function unitSettings(text: string): Map<string, { value: string; line: number }> {
  const settings = new Map<string, { value: string; line: number }>();
  for (const [i, line] of text.split("\n").entries()) {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) settings.set(name, { value, line: i + 1 });
  }
  return settings;
}
