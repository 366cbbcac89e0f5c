import { availableParallelism } from "node:os";

/**
 * A run mostly waits, so more of them run at once than there are processors, but not so many that they starve one
 * another.
 */
export const LIMIT = Math.min(16, Math.max(4, 3 * availableParallelism()));

/**
 * Runs the tasks in their order, at most `limit` at once. Resolves to the results in the same order. After a failure it
 * starts no more, waits for those that are running, and rejects.
 */
export async function sideBySide<T>(tasks: readonly (() => Promise<T>)[], limit: number): Promise<T[]> {
  const results: T[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < tasks.length && failures.length === 0) {
      const place = next++;
      try {
        results[place] = await (tasks[place] as () => Promise<T>)();
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
