import { wrap } from "../../test-kit/wrap.mjs";
import { bad, bold, good, WIDTH } from "./style.mjs";
import { total } from "./table.mjs";

/** Nothing lost, and ended by itself with exit code 0. */
export function isClean(side) {
  return total(side).lost === 0 && side.exit.code === 0;
}

/** The verdict with its mark, as lines. */
export function verdictLines(side) {
  const mark = isClean(side) ? good("✓") : bad("✗");
  const [first, ...more] = wrap(`  ${verdict(side)}`, WIDTH, "  ");
  return [first.replace(`  ${side.title}`, `${mark} ${bold(side.title)}`), ...more];
}

/** What happened to one server, in one sentence: what its clients saw, and how its process ended. */
export function verdict(side) {
  const { sent, lost, told, toldOf } = total(side);
  const losses = lost === 0 ? `lost none of ${sent} requests` : `lost ${lost} of ${sent} requests`;
  const telling = `told ${told} of ${toldOf} clients that it was going away`;
  return `${side.title} ${losses}, ${telling}, and ${ending(side)}.`;
}

function ending({ shutdown, exit, exitMs }) {
  const time = `${(exitMs / 1_000).toFixed(1)} s after the SIGTERM`;
  if (exit.signal) return `hung until the demo ended it with ${exit.signal}, ${time}`;
  if (exit.code === 0) return `ended by itself ${time}, with exit code 0`;
  // The one place where this server says 1.
  const who = shutdown === "naive" && exit.code === 1 ? "had to be ended by its own timer" : "ended";
  return `${who} ${time}, with exit code ${exit.code}`;
}
