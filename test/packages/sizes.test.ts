import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import limits from "../../.size-limit.js";
import { mustRun, programOf } from "./command.js";
import { PUBLISHED, ROOT } from "./published.js";

interface Measured {
  name: string;
  passed: boolean;
  size: number;
  sizeLimit: number;
}

/** Minified and gzipped, without what it takes from Node, from core and from its framework. */
const measured = JSON.parse(await mustRun([programOf("size-limit"), "--json"], ROOT)) as Measured[];

test("every entry of every package has a limit", () => {
  const paths = new Set(limits.map(({ path }) => path));
  const entries = [...PUBLISHED.values()].map((folder) => `${folder}/dist/index.js`);
  expect(paths).toEqual(new Set([...entries, "packages/core/dist/adapter.js"]));
});

test.each(measured)("$name is within its limit", ({ passed, size, sizeLimit }) => {
  expect(size).toBeLessThanOrEqual(sizeLimit);
  expect(passed).toBe(true);
});

test("a limit that is above its goal is close to what is measured, so that it comes down with it", () => {
  const above = measured.filter(({ name }) => name.includes("goal"));
  const loose = above.filter(({ size, sizeLimit }) => size < 0.75 * sizeLimit);
  expect(loose.map(({ name, size }) => `${name}: ${size}`)).toEqual([]);
});

test("the README of a package states its limit", () => {
  for (const { name, path, limit } of limits) {
    const readme = readFileSync(join(ROOT, path, "../../README.md"), "utf8");
    expect(readme, name).toContain(limit);
  }
});
