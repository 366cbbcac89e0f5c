import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyStory } from "./arbitrary-story.js";
import { Checker } from "./checker.js";
import { failureText } from "./failure-text.js";
import { invariants } from "./invariants/invariants.js";
import { readRuns } from "./runs.js";
import { play } from "./world/play.js";

const { timeoutMs, ...runs } = readRuns(process.env);

describe("in any story of connections, requests, bytes and time", () => {
  const checker = new Checker(invariants);

  test("every promise holds", { timeout: timeoutMs }, async () => {
    const property = fc.asyncProperty(anyStory, async (story) => void (await play(story, checker.look)));
    const details = await fc.check(property, runs);
    if (details.failed) throw new Error(failureText(details));
  });

  // Of one story played again there is no such count.
  const names = runs.path === undefined ? invariants.map(({ name }) => name) : [];
  for (const name of names) {
    test(`${name}: put to the test`, () => expect(checker.claims.get(name)).toBeGreaterThan(10));
  }
});
