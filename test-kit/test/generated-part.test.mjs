import { expect, test } from "vitest";
import { withGeneratedPart } from "../generated-part.mjs";

const markers = { begin: "<!-- a: generated -->", end: "<!-- a: end -->" };
const page = "# Page\n\n<!-- a: generated -->\n\nold\n\n<!-- a: end -->\n\nThe rest\n";

test("the part between the markers is made anew, and nothing else", () => {
  const made = withGeneratedPart(page, markers, "new");
  expect(made).toBe("# Page\n\n<!-- a: generated -->\n\nnew\n\n<!-- a: end -->\n\nThe rest\n");
  expect(withGeneratedPart(made, markers, "new")).toBe(made);
});

test.each([
  ["the first", page.replace(markers.begin, "")],
  ["the last", page.replace(markers.end, "")],
  ["the order", `${markers.end}\n${markers.begin}`],
])("a page that has lost a marker is left alone: %s", (_, broken) => {
  expect(() => withGeneratedPart(broken, markers, "new")).toThrow("has lost the markers");
});
