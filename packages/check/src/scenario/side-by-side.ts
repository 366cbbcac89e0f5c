import { availableParallelism } from "node:os";

/** Most of a run is waiting: more run at once than there are cores, and not so many that they starve one another. */
export const LIMIT = Math.min(16, Math.max(4, 3 * availableParallelism()));

/**
 * Runs the tasks, at most `limit` at once, in their order; resolves to their results in that order. Rejects at the
 * first failure, when those under way have ended.
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
