const PACKAGE_MANAGER = /^(npm|npx|yarn|pnpm|pnpx|bun|bunx)$/;
const SHELL = /^(sh|bash|dash|ash|zsh)$/;

/** Why a command that is run would not pass the signal on; `undefined` where nothing speaks against it. */
export function wrapper(words: readonly string[]): string | undefined {
  const [first = "", second] = words.map((word) => word.replace(/^.*\//, ""));
  if (PACKAGE_MANAGER.test(first))
    return `\`${first}\` gets the signal, and the server behind it does not for sure: start the server itself, such as \`node server.js\``;
  if (SHELL.test(first) && second === "-c" && !/^\s*exec\s/.test(words.slice(2).join(" ")))
    return `\`${first}\` gets the signal and does not pass it on: start the server itself, or write \`exec\` before it`;
  return undefined;
}

/** A command as one text is split at blanks; quotes are dropped. */
export const split = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^["']|["']$/g, ""));
