import { CHECKS } from "../checks/checks.js";

/** What `--list` prints: every check with its sentence, its lines of the contract, and the option that it needs. */
export function listText(): string {
  const width = Math.max(...CHECKS.map(({ id }) => id.length));
  const lines = CHECKS.flatMap(({ id, sentence, contract, needs }) => [
    `${id.padEnd(width)}  ${sentence}`,
    `${" ".repeat(width)}  contract ${contract.join(", ")}; needs ${needs?.text ?? "nothing but the command"}`,
  ]);
  return `${lines.join("\n")}\n\nThe contract: https://github.com/graceful-js/graceful/blob/main/docs/contract.md\n`;
}
