import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestOf, ROOT } from "./published.js";

const scripts = manifestOf(".").scripts as Record<string, string>;
const contributing = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");

describe.each(Object.entries(scripts))("npm run %s", (name, script) => {
  test("means the same to the shells of Windows and of Unix", () => {
    expect(script).not.toMatch(/[';|$`<>*?~]|(^|[^&])&([^&]|$)/);
    for (const command of script.split(" && ")) {
      const [program = ""] = command.split(" ");
      expect([
        "npm",
        "node",
        "tsc",
        "biome",
        "vitest",
        "knip",
        "size-limit",
        "typedoc",
        "changeset",
      ]).toContain(program);
    }
  });

  test("is in the contributor's list", () => {
    expect(contributing).toMatch(name === "test" ? /^npm test /m : new RegExp(`npm run ${name}(?![:\\w])`));
  });
});
