import { failureText } from "../../test-kit/failure-text.mjs";

const SHOWN = 20;

/** Whether a server kept its word: no request failed, and every process ended by itself, with code 0. */
export function isClean({ requests, failures, endings }) {
  return (
    requests > 0 && failures.length === 0 && endings.every(({ byItself, code }) => byItself && code === 0)
  );
}

/** What to look at where a server did not: the failed requests, each with the restart in which it began. */
export function failureLines({ failures, rounds }) {
  const lines = failures.slice(0, SHOWN).map((record) => {
    const { began } = rounds.findLast((round) => round.began < record.endedAt) ?? rounds[0];
    if (record.connection) return failureText(record, began);
    const ms = (record.endedAt - began).toFixed(1);
    return `${record.outcome}: ${record.method} ${record.path}; ${record.code} at ${ms} ms`;
  });
  return failures.length > SHOWN ? [...lines, `and ${failures.length - SHOWN} more`] : lines;
}
