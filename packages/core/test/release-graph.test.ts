import { describe, expect, test } from "vitest";
import { GracefulError } from "../src/errors.js";
import { checkReleaseGraph } from "../src/planning/check-release-graph.js";

type Graph = Record<string, string[]>;

function refusal(graph: Graph): string {
  try {
    checkReleaseGraph(new Map(Object.entries(graph)));
  } catch (error) {
    expect(error).toBeInstanceOf(GracefulError);
    expect(error).toMatchObject({ code: "INVALID_OPTION" });
    return (error as Error).message.replace("[INVALID_OPTION] ", "");
  }
  throw new Error("the graph was accepted");
}

const accept = (graph: Graph) =>
  expect(() => checkReleaseGraph(new Map(Object.entries(graph)))).not.toThrow();

describe("an order that can be kept is accepted", () => {
  test("no release at all", () => accept({}));
  test("a name that comes later in the plan", () => accept({ postgres: ["queue"], queue: [] }));
  test("two ways to the same release", () => accept({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }));
  test("the same name twice", () => accept({ a: ["b", "b"], b: [] }));
});

describe("an order that cannot be kept is refused", () => {
  test("a release that waits for itself is shown as a circle of one", () => {
    expect(refusal({ a: ["a"] })).toBe(
      "These releases wait for one another, each comes `after` the next: a -> a",
    );
  });

  test("a circle is shown whole, without the releases that only lead to it", () => {
    expect(refusal({ log: ["queue"], queue: ["cache"], cache: ["postgres"], postgres: ["queue"] })).toContain(
      ": queue -> cache -> postgres -> queue",
    );
  });

  test("a misspelt name is named together with the one it was meant to be", () => {
    expect(refusal({ postgres: ["queu"], queue: [] })).toBe(
      "`release.postgres.after` names no release: `queu`: did you mean `queue`?",
    );
  });

  test("an unknown name is named together with all that are known", () => {
    expect(refusal({ "job-queue": ["kafka"], postgres: [] })).toBe(
      '`release["job-queue"].after` names no release: `kafka`. Known are job-queue, postgres',
    );
  });

  test("the name of a property that every object has is no release", () => {
    expect(refusal({ a: ["constructor"] })).toContain("names no release: `constructor`");
  });
});
