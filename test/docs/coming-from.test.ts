import { readFileSync } from "node:fs";
import { describe, test } from "vitest";
import { FOLDER, pages, startProgram } from "./coming-from-pages.js";
import { root } from "./markdown-files.js";
import { seenAtSigterm } from "./seen-at-sigterm.js";

const ROW = /^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm;
/** The framework of the first is not in the registry; the others are daemons, which no signal at a program reaches. */
const NOT_RUN = ["stringstack-express", "pm2-cluster", "naught"];

/** Some programs wait for seconds by themselves, and a busy machine may have to start one more than once. */
const BOUND_MS = 120_000;

const starting = (page: string, which: string) => (PORT: string) =>
  startProgram(page, which, { environment: { PORT } });

/** lightship listens for probes first. */
const placeOf = (page: string) => (page === "lightship" ? 2 : 1);

/** By the name of the column: what the table of a page says was seen. */
function told(page: string, column: "before" | "after"): Record<string, string> {
  const [, table = ""] = readFileSync(`${root}${FOLDER}/${page}.md`, "utf8").split("## What was seen");
  const rows = [...table.matchAll(ROW)].slice(1);
  return Object.fromEntries(
    rows.map(([, what = "", before = "", after = ""]) => [what, column === "before" ? before : after]),
  );
}

test("README.md lists every page", ({ expect }) => {
  const readme = readFileSync(`${root}${FOLDER}/README.md`, "utf8");
  const [, listed = ""] = /^\|---\|---\|$(.*?)^$/ms.exec(readme) ?? [];
  expect([...listed.matchAll(/\((\S+)\.md\)/g)].map(([, page]) => page).sort()).toEqual(pages.toSorted());
});

describe("docs/coming-from", () => {
  test.concurrent.for(pages)(
    "%s.md: what the program after does at a SIGTERM is as the page says",
    { timeout: BOUND_MS },
    async (page, { expect }) => {
      expect(await seenAtSigterm(starting(page, "after"))).toEqual(told(page, "after"));
    },
  );

  test.concurrent.for(pages.filter((page) => !NOT_RUN.includes(page)))(
    "%s.md: what the program before does at a SIGTERM is as the page says",
    { timeout: BOUND_MS },
    async (page, { expect }) => {
      expect(await seenAtSigterm(starting(page, "before"), placeOf(page))).toEqual(told(page, "before"));
    },
  );
});
