import fc from "fast-check";
import { anyStory } from "./arbitrary-story.js";
import { Checker } from "./checker.js";
import { invariants } from "./invariants/invariants.js";
import { play } from "./world/play.js";

/** Enough to say who notices. */
const BROKEN_STORIES = 25;

/**
 * Plays stories and says which promises broke first in how many of them: what notices that the engine was broken.
 * `played`: how many it took.
 */
export async function survey(
  numRuns: number,
  seed: number,
): Promise<{ played: number; broken: [promise: string, stories: number][] }> {
  const broken = new Map<string, number>();
  let played = 0;
  let failed = 0;
  for (const story of fc.sample(anyStory, { numRuns, seed })) {
    if (failed === BROKEN_STORIES) break;
    played++;
    try {
      await play(story, new Checker(invariants).look);
    } catch (error) {
      failed++;
      const { message } = error as Error;
      const name = /^Broken: ([^:]*): /.exec(message)?.[1] ?? `(${message.split("\n")[0]})`;
      broken.set(name, (broken.get(name) ?? 0) + 1);
    }
  }
  return { played, broken: [...broken].sort(([, a], [, b]) => b - a) };
}
