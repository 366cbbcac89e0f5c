const INDENT = "    ";

/** Wraps a long line at spaces and indents the following lines. */
export function wrap(line, width) {
  if (line.length <= width) return [line];
  const space = line.lastIndexOf(" ", width);
  const end = space >= INDENT.length ? space : width;
  return [line.slice(0, end), ...wrap(`${INDENT}${line.slice(end).trimStart()}`, width)];
}
