/** What is left of a line beside its indent, at least. */
const LEAST = 20;

/**
 * A long line at its spaces, what follows further in.
 * @param {string} line
 * @param {number} width
 * @returns {string[]}
 */
export function wrap(line, width, indent = "    ") {
  const room = Math.max(width, indent.length + LEAST);
  if (line.length <= room) return [line];
  const space = line.lastIndexOf(" ", room);
  const end = space > indent.length ? space : room;
  return [line.slice(0, end), ...wrap(`${indent}${line.slice(end).trimStart()}`, width, indent)];
}
