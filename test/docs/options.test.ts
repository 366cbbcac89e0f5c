import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { validatePlan } from "../../packages/core/src/planning/validate/validate-plan.js";
import { root } from "./markdown-files.js";

test("the table of docs/options.md has every option of a plan, and no other", () => {
  const page = readFileSync(`${root}docs/options.md`, "utf8");
  const [, section = ""] = /^# Options$(.*?)^## /ms.exec(page) ?? [];
  const shown = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  // An unknown option is refused with the names of all that are known.
  const known = () => validatePlan({ somethingElse: 1 });
  expect(known).toThrow(`Known are ${shown.join(", ")}`);
});
