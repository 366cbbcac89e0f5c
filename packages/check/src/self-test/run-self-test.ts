import { CHECKS } from "../checks/checks.js";
import { EXIT } from "../cli/exit-codes.js";
import { UsageError } from "../errors.js";
import { selfTest } from "./self-test.js";

const WIDTH = 140;

/** `graceful-check self-test`: resolves to 0 if every check noticed its fault and failed no correct server. */
export async function runSelfTest(only: readonly string[]): Promise<number> {
  for (const id of only)
    if (!CHECKS.some((check) => check.id === id) && !id.startsWith("none"))
      throw new UsageError(`There is no check \`${id}\` for --only`);
  const results = await selfTest(only, ({ fault, isRight, seen }) => {
    process.stdout.write(
      `${isRight ? "✓" : "✗"} ${fault.padEnd(20)} ${isRight ? seen.slice(0, WIDTH) : seen}\n`,
    );
  });
  const missed = results.filter(({ isRight }) => !isRight);
  process.stdout.write(`\n${results.length - missed.length} of ${results.length} servers judged rightly\n`);
  return missed.length === 0 ? EXIT.passed : EXIT.failed;
}
