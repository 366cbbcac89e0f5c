/** The numbers of many rounds as one line. */
export function summary(rounds) {
  const sum = (key) => rounds.reduce((total, round) => total + round[key], 0);
  return [
    `${rounds.length} rounds`,
    `${sum("answered")} requests answered`,
    `${sum("lost")} lost`,
    `${sum("reset")} reset`,
    `slowest exit ${Math.round(Math.max(...rounds.map(({ exitMs }) => exitMs)))} ms`,
    exitCodes(rounds),
  ].join(", ");
}

/** Nothing lost, and the process ended well. A reset of a connection that carried no request lost nothing. */
export function isClean({ lost, exit }) {
  return lost === 0 && exit.code === 0;
}

/** What to look at in a round: a line where it was clean but for a reset, everything where it was not. */
export function roundLines(played) {
  const { round, lost, reset, exit, exitMs, failures, lines } = played;
  const head = `round ${round}: ${lost} lost, ${reset} reset, exit ${exit.signal ?? exit.code} after ${Math.round(exitMs)} ms`;
  if (isClean(played)) return reset > 0 ? [head] : [];
  return [head, ...failures.map((failure) => `  ${failure}`), ...lines.map((line) => `  | ${line}`)];
}

function exitCodes(rounds) {
  const counts = new Map();
  for (const { exit } of rounds) {
    const code = exit.signal ?? exit.code;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  if (counts.size === 1) return `all exit codes ${[...counts.keys()][0]}`;
  return `exit codes ${[...counts].map(([code, count]) => `${code} (${count} times)`).join(", ")}`;
}
