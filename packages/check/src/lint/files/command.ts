const PACKAGE_MANAGER = /^(npm|npx|yarn|pnpm|pnpx|bunx|corepack)$/;
const SHELL = /^(sh|bash|dash|ash|zsh)$/;
/** `-c`, also as `-ec` or `-lc`. */
const COMMAND_FLAG = /^-[a-z]*c$/;

/** Programs that set variables and start what stands behind `--`. None of them is known to keep a signal. */
const STARTER = /^(doppler|infisical|dotenv|dotenvx|op|aws-vault|env-cmd)$/;

/** Why a command would not pass the signal on to the server, or `undefined` if nothing suggests that. */
export function wrapper(words: readonly string[]): string | undefined {
  const command = withoutInit(words);
  if (command === undefined) return undefined;
  const [program = "", second = "", ...rest] = command;
  const first = nameOf(program);
  const isScript = (first === "bun" && isScriptOfBun(second, rest[0])) || isScriptOfNode(command);
  if (PACKAGE_MANAGER.test(first) || isScript)
    return (
      `\`${first}\` gets the signal, and the server behind it may not: ` +
      "start the server itself, such as `node server.js`"
    );
  if (isToldToKeep(command))
    return "`doppler` is told to keep the signal from the server: leave out --forward-signals=false";
  if (isShellCommand(command) && !endsInExec(rest.join(" ")))
    return `\`${first}\` gets the signal and does not pass it on: start the server itself, or write \`exec\` before it`;
  return undefined;
}

/**
 * As `wrapper`, for an entrypoint that gets a command as its arguments: an init gets what it starts, a shell its text,
 * and a script most often what it runs last. Either may be empty.
 */
export function wrapperOf(
  entrypoint: readonly string[],
  command: readonly string[],
): { readonly cause: string; readonly isOfCommand: boolean } | undefined {
  const isScript = !isInit(entrypoint) && !isShellCommand(entrypoint);
  const cause = wrapper([...entrypoint, ...command]) ?? (isScript ? wrapper(command) : undefined);
  if (cause === undefined) return undefined;
  const isOfEntrypoint = !isShellCommand(entrypoint) && wrapper(entrypoint) !== undefined;
  return { cause, isOfCommand: command.length > 0 && !isOfEntrypoint };
}

/** Whether the command is a shell that gets a command as text. */
export const isShellCommand = ([first = "", second = ""]: readonly string[]): boolean =>
  SHELL.test(nameOf(first)) && COMMAND_FLAG.test(second);

/** Whether the last command of the text replaces its shell, so that it gets the signal itself. */
export const endsInExec = (text: string): boolean =>
  /(^|&&|;|\n)\s*exec\s[^&;|]*(\|\|.*)?$/.test(signsOf(text));

/** The text without what is quoted or redirected, as in `2>&1`: every `&`, `;` and `|` that is left parts commands. */
export const signsOf = (text: string): string =>
  text
    .trim()
    .replace(/"[^"]*"|'[^']*'/g, "_")
    .replace(/[<>]&|&>/g, ">");

/** Splits the text of a command at blanks and drops the quotes. */
export const split = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^["']|["']$/g, ""));

const nameOf = (program: string): string => program.replace(/^.*\//, "");

/** Bun runs files itself, as Node does. It is a wrapper only if it runs a script. */
function isScriptOfBun(second: string, third = ""): boolean {
  return second === "start" || second === "x" || (second === "run" && !/[./]/.test(third));
}

/** `node --run start` runs a script in a shell, as npm does, and passes no signal on. */
export function isScriptOfNode([program = "", ...args]: readonly string[]): boolean {
  const end = args.findIndex((arg) => !arg.startsWith("-"));
  return nameOf(program) === "node" && args.slice(0, end < 0 ? undefined : end).some(isRun);
}

const isRun = (arg: string): boolean => arg === "--run" || arg.startsWith("--run=");

/** Whether the command is an init: it starts another program and passes signals on. */
export const isInit = ([first = ""]: readonly string[]): boolean =>
  /^(dumb-init|tini|docker-init|catatonit)$/.test(nameOf(first));

/** Whether the command is an init that passes signals on to its whole process group. */
export const signalsAll = (words: readonly string[]): boolean =>
  isInit(words) && (nameOf(words[0] ?? "") === "dumb-init" || words.includes("-g"));

/** Doppler passes signals on if its output is no terminal, unless this is said. */
const isToldToKeep = ([first = "", ...rest]: readonly string[]): boolean =>
  nameOf(first) === "doppler" && rest.includes("--forward-signals=false");

/** The command behind an init, `env`, `gosu` or a starter; `undefined` if the whole process group gets the signal. */
function withoutInit(words: readonly string[]): readonly string[] | undefined {
  if (signalsAll(words)) return undefined;
  const [first = "", ...rest] = words;
  const skip = (isSkipped: (word: string) => boolean) => {
    const start = rest.findIndex((word) => !isSkipped(word));
    return start < 0 ? [] : withoutInit(rest.slice(start));
  };
  if (isInit(words)) return skip((word) => word.startsWith("-"));
  if (/^(cross-)?env$/.test(nameOf(first))) return skip((word) => word.startsWith("-") || word.includes("="));
  if (/^(gosu|su-exec)$/.test(nameOf(first))) return withoutInit(rest.slice(1));
  const place = rest.indexOf("--");
  if (STARTER.test(nameOf(first)) && place >= 0 && !isToldToKeep(words))
    return withoutInit(rest.slice(place + 1));
  return words;
}
