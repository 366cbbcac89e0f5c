import type { Check } from "./checks/check-definition.js";
import { CHECKS } from "./checks/checks.js";
import { UsageError } from "./errors.js";
import type { CheckOptions } from "./options.js";

/** The selected checks, in the order of the table. */
export function selectChecks({ only = [], skip = [], require = [] }: CheckOptions): Check[] {
  for (const [option, ids] of Object.entries({ only, skip, require }))
    for (const id of ids) mustExist(option, id);
  for (const id of skip) {
    if (only.includes(id)) throw new UsageError(`\`${id}\` stands in --only and in --skip`);
    if (require.includes(id)) throw new UsageError(`\`${id}\` stands in --require and in --skip`);
  }
  const chosen = CHECKS.filter(({ id }) => (only.length === 0 || only.includes(id)) && !skip.includes(id));
  for (const id of require)
    if (!chosen.some((check) => check.id === id))
      throw new UsageError(`\`${id}\` is required, and --only leaves it out`);
  if (chosen.length === 0) throw new UsageError("Every check is skipped: nothing is left to measure");
  return chosen;
}

function mustExist(option: string, id: string): void {
  if (CHECKS.some((check) => check.id === id)) return;
  const bare = (text: string) => text.replaceAll(/[-_ ]/g, "").toLowerCase();
  const near = CHECKS.map((check) => check.id).filter((known) => bare(known).includes(bare(id)));
  const hint =
    near.length > 0 ? `: did you mean ${near.join(" or ")}?` : "; `graceful-check --list` shows all";
  throw new UsageError(`There is no check \`${id}\` for --${option}${hint}`);
}
