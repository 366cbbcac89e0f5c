import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { REPORTERS } from "../src/reporters/reporters.js";
import { ttyText } from "../src/reporters/tty.js";
import { SAMPLE } from "./sample-report.js";

const LEGEND =
  "▼ SIGTERM  ╡ process gone  ○ connected  > sent  < received  ✓ whole answer  ┤ closed by the server  " +
  "├ closed by the client  ╳ reset  ✗ lost";
/** A mark and its meaning are held together by a space that does not break. */
const breakable = (line: string) => line.replaceAll("\u00a0", " ");

describe("the reporters", () => {
  test("tty shows the table, then the failure with its time line, then the verdict", () => {
    expect(REPORTERS.tty.text(SAMPLE).split("\n").map(breakable)).toEqual([
      "✓ in-flight        A request gets its answer.",
      "                   after 2 s",
      "✗ upload           An upload | is read.",
      "                   in 1 of 3 runs",
      "~ keep-alive-load  None is lost.",
      "                   in 1 of 3 runs: HTTP/1.1 cannot exclude it",
      "- slow             needs --slow GET:/report",
      "",
      LEGEND,
      "",
      "✗ upload: An upload | is read.",
      "  in 1 of 3 runs, here run 2:",
      '    upload: sent 5 B "<a>&\u0000"',
      "    50 % of it",
      "  likely cause: destroyed",
      `  process: exit code 0, 2.5 s${" ".repeat(6)}─▼${"═".repeat(53)}╡`,
      `  half of an upload${" ".repeat(16)}>✗`,
      "",
      "~ keep-alive-load: None is lost.",
      "  in 1 of 3 runs, here run 1:",
      "    1 lost",
      "",
      "Failed: 1 passed, 1 failed, 1 race, 1 not measured; 3 runs each, SIGTERM, budget 10 s, in 12.3 s",
      "",
    ]);
  });

  test("tty has no line that a terminal would wrap, and colours change nothing else", () => {
    const lines = (columns: number, hasColours = false) =>
      ttyText(SAMPLE, { hasColours, columns }).split("\n");
    for (const columns of [60, 80, 120])
      expect(lines(columns).filter(({ length }) => length > columns)).toEqual([]);
    expect(lines(60).slice(0, 2)).toEqual([
      "✓ in-flight        A request gets its answer.",
      "                   after 2 s",
    ]);
    expect(lines(60).filter((line) => line.includes("process:"))).toEqual([
      `  process: exit code 0, 2.5 s${" ".repeat(6)}▼${"═".repeat(23)}╡`,
    ]);
    expect(lines(60, true).map(stripVTControlCharacters)).toEqual(lines(60));
  });

  test("junit has a case a check, and nothing that XML cannot hold", () => {
    const xml = REPORTERS.junit.text(SAMPLE);
    expect(xml).toContain('tests="4" failures="1" skipped="1"');
    expect(xml.match(/<testcase /g)).toHaveLength(4);
    expect(xml).toContain('<failure message="destroyed">');
    expect(xml).toContain("sent 5 B &quot;&lt;a&gt;&amp;?&quot;");
    expect(xml).toContain('<skipped message="needs --slow GET:/report"/>');
  });

  test("a name keeps what XML and a heading can hold, and no more", () => {
    const named = { ...SAMPLE, command: ["node", "\u{1f600}\u001b\ud800\r\n`x`.js"] };
    expect(REPORTERS.junit.text(named)).toContain('<testsuite name="node \u{1f600}??\r\n`x`.js"');
    expect(REPORTERS.html.text(named)).toContain("<h1><code>node \u{1f600}??\r\n`x`.js</code></h1>");
    expect(REPORTERS.markdown.text(named).split(/\r|\n/)[0]).toBe(
      "### Graceful shutdown of `node \u{1f600}\u001b\ud800 'x'.js`",
    );
  });

  test("markdown keeps its table whole where a text has a bar", () => {
    const lines = REPORTERS.markdown.text(SAMPLE).split("\n");
    expect(lines.filter((line) => line.startsWith("| ✗"))).toEqual([
      "| ✗ failed | `upload` | An upload \\| is read. | in 1 of 3 runs |",
    ]);
  });

  test("github writes annotations, and the summary of the step into the file that it names", () => {
    const folder = mkdtempSync(join(tmpdir(), "graceful-check-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    vi.stubEnv("GITHUB_STEP_SUMMARY", join(folder, "summary.md"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const lines = REPORTERS.github.text(SAMPLE).trimEnd().split("\n");
    expect(lines.map((line) => line.split("::")[1])).toEqual([
      "error title=graceful-check upload",
      "notice title=graceful-check keep-alive-load",
      "error title=graceful-check",
    ]);
    expect(lines[0]).toContain("50 %25 of it%0A");
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toBe(REPORTERS.markdown.text(SAMPLE));
  });
});
