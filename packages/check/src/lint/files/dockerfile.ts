/** An instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
  readonly line: number;
}

export function readDockerfile(text: string): Instruction[] {
  const found: { name: string; rest: string; line: number }[] = [];
  let isContinued = false;
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const bare = line.replace(/\\$/, "");
    const last = found.at(-1);
    if (isContinued && last) last.rest += ` ${bare.trim()}`;
    else {
      const [, name = "", rest = ""] = /^(\w+)\s*(.*)$/.exec(bare) ?? [];
      found.push({ name: name.toUpperCase(), rest: rest.trim(), line: i + 1 });
    }
    isContinued = line.endsWith("\\");
  }
  return found;
}

/** What starts the process: those of the last stage alone are used. */
export function startInstructions(text: string): Instruction[] {
  const all = readDockerfile(text);
  const stage = all.slice(all.findLastIndex(({ name }) => name === "FROM") + 1);
  return ["ENTRYPOINT", "CMD"].flatMap((wanted) => stage.findLast(({ name }) => name === wanted) ?? []);
}

/** The words of the exec form; `undefined` for the shell form. */
export function execForm(rest: string): string[] | undefined {
  if (!rest.startsWith("[")) return undefined;
  try {
    const words: unknown = JSON.parse(rest);
    return Array.isArray(words) ? words.map(String) : undefined;
  } catch {
    return undefined;
  }
}
