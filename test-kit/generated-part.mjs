/**
 * A page with the part between its two markers made anew. Throws where a marker is lost.
 * @param {string} page
 * @param {{ begin: string, end: string }} markers Each a line of its own.
 * @param {string} text
 */
export function withGeneratedPart(page, { begin, end }, text) {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has lost the markers ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}
