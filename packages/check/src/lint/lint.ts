export interface LintFinding {
  rule: string;
}
export interface LintOptions {
  budgetMs?: number;
}
export function lint(): LintFinding[] {
  return [];
}
