/**
 * Of all rounds of a target; `lost` and `wrong` are to be 0.
 * @type {[heading: string, cell: (rounds: any[]) => string | number][]}
 */
export const COLUMNS = [
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

const sum = (rounds, key) => rounds.reduce((total, round) => total + round[key], 0);
const exits = (rounds, code) => rounds.filter(({ exit }) => exit.code === code).length;
