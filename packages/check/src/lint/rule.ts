import type { LintFile } from "./files/find-files.js";

export interface LintContext {
  readonly budgetMs: number;
  /** All files, for rules that read several as one. */
  readonly files: readonly LintFile[];
}

/** One mistake that files of one kind can have. */
export interface Rule {
  readonly id: string;
  readonly kind: LintFile["kind"];
  check(file: LintFile, context: LintContext): { line: number; message: string }[];
}
