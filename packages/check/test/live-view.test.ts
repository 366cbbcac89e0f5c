import { afterEach, expect, test, vi } from "vitest";
import { createLiveView } from "../src/reporters/live-view.js";

afterEach(() => vi.unstubAllEnvs());

/** What a terminal gets of a run, and whether the report has colours, with these variables. */
function shownWith(variables: Record<string, string>) {
  for (const name of ["CI", "NO_COLOR", "TERM"]) vi.stubEnv(name, variables[name]);
  const written: string[] = [];
  const terminal = { isTTY: true, columns: 80, rows: 24, write: (text: string) => written.push(text) };
  const view = createLiveView(terminal as unknown as NodeJS.WriteStream, true);
  view.show({ kind: "planned", scenarios: [{ scenario: "alone", run: 1 }] });
  view.show({ kind: "done", scenario: "alone", run: 1 });
  view.end();
  return { text: written.join(""), hasColours: view.screen.hasColours };
}

test("a terminal is drawn on again, but with CI or TERM=dumb it gets a line for each run", () => {
  const lines = "  1/1  alone, run 1\n\n";
  expect(shownWith({})).toEqual({ text: "", hasColours: true });
  expect(shownWith({ NO_COLOR: "1" })).toEqual({ text: "", hasColours: false });
  expect(shownWith({ CI: "true" })).toEqual({ text: lines, hasColours: true });
  expect(shownWith({ TERM: "dumb" })).toEqual({ text: lines, hasColours: false });
});
