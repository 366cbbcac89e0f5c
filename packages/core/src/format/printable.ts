/**
 * Control and format characters, line ends, lone surrogates: what could move the cursor, hide text or break the line.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text from outside (a request's URL, the message of an error) for one line of a log: escaped where a character would
 * not print as itself, and cut to `longest` characters with an ellipsis.
 */
export function printable(text: string, longest: number): string {
  // Shortened first too: escaping a URL of many kilobytes to show fifty characters of it would be wasted work.
  const line = text.slice(0, longest + 1).replace(UNPRINTABLE, escaped);
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code}}`;
}
