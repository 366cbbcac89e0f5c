import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { root } from "./markdown-files.js";

const textOf = (path: string) => readFileSync(root + path, "utf8");

test("docs/faq.md says what a request costs as the table of the README does", () => {
  const [, measured] =
    /^\| CPU per request at most .* \| (\S+ \(.+\)) \| .* \|$/m.exec(textOf("README.md")) ?? [];
  const [, answer = ""] = textOf("docs/faq.md").split("## Does it slow my server down?\n");
  expect(answer).toContain(`**${measured}**`);
});
