/**
 * Calls `play` with each item, at most `atOnce` at the same time. Resolves when all have ended.
 * @template T
 * @param {readonly T[]} items
 * @param {number} atOnce
 * @param {(item: T) => Promise<void>} play
 */
export async function inParallel(items, atOnce, play) {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await play(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
