import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FIGURES } from "../figures.mjs";
import { withRequestCost } from "../render/faq.mjs";
import { plotFigures } from "../render/plots.mjs";
import { withMeasured } from "../render/readme.mjs";
import { plotPath, readResults } from "../results.mjs";

const README = new URL("../../README.md", import.meta.url);
const results = readResults();

describe("what is published is what was measured", () => {
  test("has results of every figure, none of a short run", () => {
    expect(Object.values(results).map(({ figure, form }) => [figure, form])).toEqual(
      [...FIGURES.map(({ name }) => name), "rolling"].map((name) => [name, "full"]),
    );
  });

  test("has in the README what `npm run bench:readme` makes of the results", () => {
    const readme = readFileSync(README, "utf8");
    expect(readme).toBe(withMeasured(readme, results));
  });

  test("has in the FAQ what a request costs, as the README has it", () => {
    const faq = readFileSync(new URL("../../docs/faq.md", import.meta.url), "utf8");
    expect(faq).toBe(withRequestCost(faq, results));
  });

  test("has the plots that `npm run bench:readme` makes of the results", async () => {
    for (const [figure, svg] of Object.entries(await plotFigures(results)))
      expect(readFileSync(plotPath(figure), "utf8") === svg, figure).toBe(true);
  });

  test("has every library in the README's table", () => {
    const readme = readFileSync(README, "utf8");
    for (const { id, isControl } of results.cpu.rows)
      if (!isControl) expect(readme).toContain(withoutFramework(id));
  });

  test("names nothing of the machine but what it is", () => {
    for (const result of Object.values(results)) {
      expect(Object.keys(result.machine).sort()).toEqual(["cores", "cpu", "memoryGB", "node", "platform"]);
      expect(JSON.stringify(result)).not.toMatch(/\/(home|root|tmp|work)\//);
    }
  });
});

const withoutFramework = (id) =>
  id
    .replace(/^graceful-.*/, "graceful")
    .replace(/^gquittet$/, "@gquittet")
    .split("-")[0];
