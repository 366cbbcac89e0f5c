import { escapeXml } from "../../../../test-kit/escape-xml.mjs";
import type { CheckReport, CheckResult } from "../report.js";
import { failureLines } from "./failure-lines.js";
import { remark } from "./headline.js";

/**
 * JUnit's XML with one case per check. A check that was not measured is skipped; a race is in the output of its case.
 */
export function junitText({ checks, command, startedAt, durationMs }: CheckReport): string {
  const count = (outcome: CheckResult["outcome"]) =>
    checks.filter((check) => check.outcome === outcome).length;
  const attributes = [
    `tests="${checks.length}" failures="${count("failed")}" skipped="${count("not-measured")}" errors="0"`,
    `time="${(durationMs / 1_000).toFixed(3)}"`,
  ].join(" ");
  const timestamp = startedAt.replace(/\.\d+Z$/, "");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="graceful-check" ${attributes}>`,
    `  <testsuite name="${escapeXml(command.join(" "))}" timestamp="${timestamp}" ${attributes}>`,
    ...checks.map(testCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(result: CheckResult): string {
  const name = escapeXml(`${result.id}: ${result.sentence}`);
  const open = `    <testcase classname="graceful-check" name="${name}" time="0"`;
  const text = escapeXml(failureLines(result).join("\n"));
  switch (result.outcome) {
    case "failed": {
      const message = escapeXml(result.failures[0]?.cause ?? remark(result));
      return `${open}>\n      <failure message="${message}">${text}</failure>\n    </testcase>`;
    }
    case "not-measured":
      return `${open}>\n      <skipped message="${escapeXml(remark(result))}"/>\n    </testcase>`;
    case "race":
      return `${open}>\n      <system-out>${text}</system-out>\n    </testcase>`;
    case "passed":
      return `${open}/>`;
    default:
      return result.outcome satisfies never;
  }
}
