/**
 * Characters that could move the cursor, hide text or break the line: controls, format characters, line ends and lone
 * surrogates.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text from outside (a request's URL, the message of an error) for one line of a log: escaped where a character would
 * not print as itself, and cut to `longest` characters with an ellipsis.
 */
export function printable(text: string, longest: number): string {
  // Shortened before it is escaped as well: of a URL of many kilobytes only fifty characters may be shown.
  const line = text.slice(0, longest + 1).replace(UNPRINTABLE, escaped);
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code}}`;
}
