import type { CheckReport } from "../report.js";
import { githubText } from "./github.js";
import { htmlText } from "./html.js";
import { jsonText } from "./json.js";
import { junitText } from "./junit.js";
import { markdownText } from "./markdown.js";
import { ttyText } from "./tty.js";

interface Reporter {
  /** The name of the file in the folder of `--out`. Absent if the report always goes to stdout. */
  readonly file?: string;
  text(report: CheckReport): string;
}

export type ReporterName = "tty" | "json" | "junit" | "markdown" | "html" | "github";

export const REPORTERS: Readonly<Record<ReporterName, Reporter>> = {
  tty: { text: (report: CheckReport) => ttyText(report, { hasColours: false }) },
  json: { file: "graceful-check.json", text: jsonText },
  junit: { file: "graceful-check.junit.xml", text: junitText },
  markdown: { file: "graceful-check.md", text: markdownText },
  html: { file: "graceful-check.html", text: htmlText },
  github: { text: githubText },
};
