import { statSync } from "node:fs";
import { UsageError } from "../errors.js";
import { findFiles } from "./files/find-files.js";
import type { LintContext } from "./rule.js";
import { RULES } from "./rules.js";

/** Something that keeps the signal from arriving, or kills the process too early. */
export interface LintFinding {
  /** The id of the rule, such as `dockerfile-shell-form`. */
  rule: string;
  /** The path of the file, relative to the folder. */
  file: string;
  /** Counted from 1. */
  line: number;
  /** What is wrong, and what to write instead. */
  message: string;
}

/** The findings of `lint()`, and the files that it read. */
export interface LintReport {
  /** Ordered by file and line. */
  findings: LintFinding[];
  /** Every file that was read, relative to the folder. */
  files: string[];
}

/** What the files are compared with. */
export interface LintOptions {
  /** The time from the signal until the process must be gone, in milliseconds. @default 10000 */
  budgetMs?: number;
}

/**
 * Reads Dockerfiles, package.json, compose files, Kubernetes manifests, PM2 and systemd files below a folder.
 *
 * @throws `UsageError` if there is no such folder, or the budget is no positive number
 */
export function lint(folder: string, { budgetMs = 10_000 }: LintOptions = {}): LintReport {
  if (typeof folder !== "string" || !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`There is no folder \`${folder}\` to lint`);
  if (!(Number.isFinite(budgetMs) && budgetMs > 0))
    throw new UsageError(`Expected \`budgetMs\` to be a number of milliseconds above 0, got \`${budgetMs}\``);
  const files = findFiles(folder);
  const context: LintContext = { budgetMs, files };
  const findings = files.flatMap((file) =>
    RULES.filter(({ kind }) => kind === file.kind).flatMap((rule) =>
      rule
        .check(file, context)
        .map(({ line, message }) => ({ rule: rule.id, file: file.path, line, message })),
    ),
  );
  return {
    findings: findings.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line),
    files: files.map(({ path }) => path),
  };
}
