import { expect, test } from "vitest";
import { markdownFiles } from "./markdown-files.js";
import { brokenLinks } from "./relative-links.js";

test("every relative link in the documentation leads to a file that is there, and to a heading that is in it", () => {
  expect(markdownFiles()).toContain("README.md");
  expect(markdownFiles().flatMap(brokenLinks)).toEqual([]);
});
