import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mutants } from "./mutants.js";

const ENGINE = new URL("../../src/engine/", import.meta.url);

// Whether a promise notices is shown by `npm run test:mutants`, which takes minutes.
describe("every way to break the engine on purpose", () => {
  test("has its code once in the source", () => {
    const gone = mutants.filter(
      ({ file, from }) => readFileSync(new URL(file, ENGINE), "utf8").split(from).length !== 2,
    );
    expect(gone.map(({ name }) => name)).toEqual([]);
  });
});
