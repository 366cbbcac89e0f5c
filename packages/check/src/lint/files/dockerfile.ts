/** An instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
  readonly line: number;
}

export function readDockerfile(text: string): Instruction[] {
  const found: { name: string; rest: string; line: number }[] = [];
  const escapeMark = /^#\s*escape\s*=\s*`/im.test(text) ? "`" : "\\";
  let isContinued = false;
  /** The words that end the documents which the last instruction has behind it. */
  let documents: string[] = [];
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (documents.length > 0) {
      if (line === documents[0]) documents = documents.slice(1);
      continue;
    }
    if (line === "" || line.startsWith("#")) continue;
    const bare = line.endsWith(escapeMark) ? line.slice(0, -1) : line;
    const last = found.at(-1);
    if (isContinued && last) last.rest += ` ${bare.trim()}`;
    else {
      const [, name = "", rest = ""] = /^(\w+)\s*(.*)$/.exec(bare) ?? [];
      found.push({ name: name.toUpperCase(), rest: rest.trim(), line: i + 1 });
    }
    isContinued = bare !== line;
    if (/^(RUN|COPY|ADD)$/.test(found.at(-1)?.name ?? ""))
      documents = [...bare.matchAll(/<<-?\s*["']?(\w+)["']?/g)].map(([, word = ""]) => word);
  }
  return found;
}

/** What starts the process: that of the last stage, or of the stage that it is built on. A shell takes no CMD. */
export function startInstructions(text: string): Instruction[] {
  const { entrypoint, command } = startOfLastStage(readDockerfile(text));
  if (entrypoint && execForm(entrypoint.rest) === undefined) return [entrypoint];
  return [entrypoint, command].filter((instruction) => instruction !== undefined);
}

interface Start {
  entrypoint?: Instruction | undefined;
  command?: Instruction | undefined;
}

function startOfLastStage(all: readonly Instruction[]): Start {
  const stages = new Map<string, Start>();
  let stage: Start = {};
  for (const instruction of all) {
    const { name, rest } = instruction;
    if (name === "FROM") {
      const [, image = "", alias] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(rest) ?? [];
      stage = { ...stages.get(image.toLowerCase()) };
      if (alias !== undefined) stages.set(alias.toLowerCase(), stage);
    } else if (name === "CMD") stage.command = instruction;
    else if (name === "ENTRYPOINT") {
      // The CMD of what it is built on counts no more; one of the same stage does, wherever it stands.
      const isOwn = stage.command !== undefined && stage.command.line > lineOfStage(all, instruction);
      if (!isOwn) stage.command = undefined;
      stage.entrypoint = instruction;
    }
  }
  return stage;
}

const lineOfStage = (all: readonly Instruction[], { line }: Instruction): number =>
  all.findLast((other) => other.name === "FROM" && other.line < line)?.line ?? 0;

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
