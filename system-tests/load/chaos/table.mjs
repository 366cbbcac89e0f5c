const COLUMNS = [
  ["target", (rounds) => rounds[0].target],
  ["rounds", (rounds) => rounds.length],
  ["answered", (rounds) => sum(rounds, "answered")],
  ["lost", (rounds) => sum(rounds, "lost")],
  ["bad clients", (rounds) => sum(rounds, "bad")],
  ["cut", (rounds) => sum(rounds, "held")],
  ["slowest exit", (rounds) => `${Math.round(Math.max(...rounds.map(({ exitMs }) => exitMs)))} ms`],
  ["exit 0 / 1", (rounds) => `${exits(rounds, 0)} / ${exits(rounds, 1)}`],
  [
    "heap",
    (rounds) => `+${Math.max(0, ...rounds.map(({ report }) => report?.heapGrowthMb ?? 0)).toFixed(1)} MB`,
  ],
  ["wrong", (rounds) => rounds.flatMap(({ wrong }) => wrong).length],
];

/** A line for each target; `lost` and `wrong` are to be 0. */
export function table(played) {
  const targets = [...new Set(played.map(({ target }) => target))];
  const rows = targets.map((name) => {
    const rounds = played.filter(({ target }) => target === name);
    return COLUMNS.map(([, cell]) => String(cell(rounds)));
  });
  const all = [COLUMNS.map(([title]) => title), ...rows];
  const widths = COLUMNS.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  return all.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
  );
}

const sum = (rounds, key) => rounds.reduce((total, round) => total + round[key], 0);
const exits = (rounds, code) => rounds.filter(({ exit }) => exit.code === code).length;
