/** A long line at its spaces, what follows a little further in. */
export function wrap(line, width) {
  if (line.length <= width) return [line];
  const space = line.lastIndexOf(" ", width);
  const end = space > 0 ? space : width;
  return [line.slice(0, end), ...wrap(`    ${line.slice(end).trimStart()}`, width)];
}
