/** An instruction of a Dockerfile. Continued lines are joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
  readonly line: number;
}

/** A word of its own, as Docker wants it: `1<<2` is a shift, and `<<<` a here-string. */
const HEREDOC = /(?<=^|\s)\d*<<-?["']?(\w+)["']?(?=\s|$)/g;

export function readDockerfile(text: string): Instruction[] {
  const found: { name: string; rest: string; line: number }[] = [];
  const escapeMark = /^#\s*escape\s*=\s*`/im.test(text) ? "`" : "\\";
  let isContinued = false;
  /** The words that end the here-documents of the last instruction. */
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
      documents = [...bare.matchAll(HEREDOC)].map(([, word = ""]) => word);
  }
  return found;
}

/**
 * The instructions that start the process: those of the last stage, or of the stage that it is based on. ENTRYPOINT in
 * shell form ignores CMD.
 */
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
      // ENTRYPOINT resets a CMD of the base image, and keeps one of its own stage, wherever that stands.
      const isOwn = stage.command !== undefined && stage.command.line > lineOfStage(all, instruction);
      if (!isOwn) stage.command = undefined;
      stage.entrypoint = instruction;
    }
  }
  return stage;
}

const lineOfStage = (all: readonly Instruction[], { line }: Instruction): number =>
  all.findLast((other) => other.name === "FROM" && other.line < line)?.line ?? 0;

/** The words of the exec form, or `undefined` for the shell form. */
export function execForm(rest: string): string[] | undefined {
  if (!rest.startsWith("[")) return undefined;
  try {
    const words: unknown = JSON.parse(rest);
    return Array.isArray(words) ? words.map(String) : undefined;
  } catch {
    return undefined;
  }
}
