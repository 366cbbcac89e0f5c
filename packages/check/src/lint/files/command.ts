const PACKAGE_MANAGER = /^(npm|npx|yarn|pnpm|pnpx|bunx)$/;
const SHELL = /^(sh|bash|dash|ash|zsh)$/;
/** `-c`, also as `-ec` or `-lc`. */
const COMMAND_FLAG = /^-[a-z]*c$/;

/** Why a command that is run would not pass the signal on; `undefined` where nothing speaks against it. */
export function wrapper(words: readonly string[]): string | undefined {
  const command = withoutInit(words);
  if (command === undefined) return undefined;
  const [program = "", second = "", ...rest] = command;
  const first = nameOf(program);
  if (PACKAGE_MANAGER.test(first) || (first === "bun" && isScriptOfBun(second, rest[0])))
    return `\`${first}\` gets the signal, and the server behind it does not for sure: start the server itself, such as \`node server.js\``;
  if (isShellCommand(command) && !endsInExec(rest.join(" ")))
    return `\`${first}\` gets the signal and does not pass it on: start the server itself, or write \`exec\` before it`;
  return undefined;
}

/** Whether a shell with the text of a command is run. */
export const isShellCommand = ([first = "", second = ""]: readonly string[]): boolean =>
  SHELL.test(nameOf(first)) && COMMAND_FLAG.test(second);

/** Whether what is run last takes the place of its shell, and hears the signal itself. */
export const endsInExec = (text: string): boolean => /(^|&&|;|\n)\s*exec\s[^&;|]*$/.test(text.trim());

/** A command as one text is split at blanks; quotes are dropped. */
export const split = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^["']|["']$/g, ""));

const nameOf = (program: string): string => program.replace(/^.*\//, "");

/** Bun runs files itself, as Node does: it is a wrapper where it runs a script. */
function isScriptOfBun(second: string, third = ""): boolean {
  return second === "start" || second === "x" || (second === "run" && !/[./]/.test(third));
}

/** Whether it is a first process that starts another one and passes signals on. */
export const isInit = ([first = ""]: readonly string[]): boolean =>
  /^(dumb-init|tini|docker-init|catatonit)$/.test(nameOf(first));

/** Whether it is one that passes them on to all of its process group. */
export const signalsAll = (words: readonly string[]): boolean =>
  isInit(words) && (nameOf(words[0] ?? "") === "dumb-init" || words.includes("-g"));

/** What an init, or a program that is replaced by it, runs; `undefined` where the signal goes to all of the group. */
function withoutInit(words: readonly string[]): readonly string[] | undefined {
  if (signalsAll(words)) return undefined;
  const [first = "", ...rest] = words;
  const skip = (isSkipped: (word: string) => boolean) => {
    const start = rest.findIndex((word) => !isSkipped(word));
    return start < 0 ? [] : withoutInit(rest.slice(start));
  };
  if (isInit(words)) return skip((word) => word.startsWith("-"));
  if (nameOf(first) === "env") return skip((word) => word.startsWith("-") || word.includes("="));
  if (/^(gosu|su-exec)$/.test(nameOf(first))) return withoutInit(rest.slice(1));
  return words;
}
