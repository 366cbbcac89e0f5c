/**
 * The columns for all rounds of a target. `lost` and `wrong` must be 0. A reset of a connection without a request is no
 * loss.
 * @returns {[heading: string, cell: (rounds: any[]) => string | number][]}
 */
export const columnsOf = (scenario) => [
  ["target", (rounds) => rounds[0].name],
  ["rounds", (rounds) => rounds.length],
  ["answered", (rounds) => sum(rounds, "answered")],
  ["lost", (rounds) => sum(rounds, "lost")],
  ["reset", (rounds) => sum(rounds, "reset")],
  ...scenario.columns,
  ["slowest exit", (rounds) => `${Math.round(Math.max(...rounds.map(({ exitMs }) => exitMs)))} ms`],
  ["exit codes", exitCodes],
  ["wrong", (rounds) => rounds.flatMap(({ wrong }) => wrong).length],
];

export const sum = (rounds, key) => rounds.reduce((total, round) => total + round[key], 0);

function exitCodes(rounds) {
  const codes = rounds.map(({ exit }) => exit.signal ?? exit.code).sort();
  return [...new Set(codes)]
    .map((code) => `${code} (${codes.filter((other) => other === code).length})`)
    .join(", ");
}
