import { SIZE_LIMITS } from "../../scripts/size-limits.mjs";
import { titleOf } from "../peers.mjs";
import { bytes, count, kB, ms, ratio, signed } from "./format.mjs";

const OURS = "graceful";
const find = ({ rows }, id) => rows.find((row) => row.id === id);
const maxOf = (values) => Math.max(...values);

/** A larger ratio of the times per connection counts as more than linear. Up to it, two sizes of heap may differ. */
const LINEAR = 1.5;

/**
 * The targets, by figure, each with what was measured and whether that meets it. A figure without a measurement has
 * none.
 */
const TARGETS = {
  cpu(result) {
    const ours = find(result, OURS).ratio;
    // If the 95 % intervals of two medians overlap, neither is said to be above the other.
    const below = result.rows.filter(
      (row) => row.bare === "bare" && !row.isControl && !row.isOurs && row.ratio.high < ours.low,
    );
    return [
      target("CPU per request at most 1.01 of bare Node", ratio(ours), ours.median <= 1.01),
      target(
        "and not above any of the others beyond the noise",
        below.length === 0
          ? "no 95 % interval ends below ours"
          : `above ${below.map(({ id }) => titleOf(id)).join(", ")}`,
        below.length === 0,
      ),
    ];
  },
  heap(result) {
    const { aboveBare } = find(result, OURS);
    return [
      target("heap per idle connection at most 400 B above bare", signed(bytes(aboveBare)), aboveBare <= 400),
    ];
  },
  close(result) {
    const ours = result.rows.filter(({ id }) => id === OURS);
    const stall = maxOf(ours.flatMap(({ ownStallMs }) => ownStallMs.samples));
    const [small, large] = [ours.at(-2), ours.at(-1)];
    const usEach = ({ closedMs, graceMs, size }) => ((closedMs.median - graceMs) * 1_000) / size;
    const areClosed = ours.every(({ leftOpen }) => leftOpen === 0);
    const stalls = target(
      `closes ${count(large.size)} idle connections with no stall over 50 ms`,
      areClosed ? `${ms(stall)} at most` : "not all were closed",
      areClosed && stall <= 50,
    );
    // Growth cannot be judged by one size.
    if (!small) return [stalls];
    return [
      stalls,
      target(
        "in time linear in their number",
        [small, large].map((row) => `${usEach(row).toFixed(0)} µs each of ${count(row.size)}`).join(", "),
        areClosed && usEach(large) <= LINEAR * usEach(small),
      ),
    ];
  },
  exit(result) {
    const { afterSlowestMs, answered, requests } = find(result, OURS);
    return [
      target(
        "exits at most 50 ms after the slowest request in flight",
        `${signed(ms(afterSlowestMs.median))}, ${answered} of ${requests} answered`,
        afterSlowestMs.median <= 50 && answered === requests,
      ),
    ];
  },
  import(result) {
    const { median } = find(result, OURS).aboveEmptyMs;
    return [target("import of core at most 5 ms beside Node's own servers", ms(median), median <= 5)];
  },
  size(result) {
    const core = find(result, OURS).gzipBytes;
    const engine = find(result, "engine").gzipBytes;
    const [nest] = result.rows.filter(({ id }) => id === `${OURS}-nest`);
    const adapters = result.rows.filter((row) => row.id.startsWith(`${OURS}-`) && row !== nest);
    const adapter = maxOf(adapters.map(({ gzipBytes }) => gzipBytes));
    return [
      sizeTarget(SIZE_LIMITS.core, core),
      sizeTarget(SIZE_LIMITS.engine, engine),
      sizeTarget(SIZE_LIMITS.adapter, adapter),
      ...(nest ? [sizeTarget(SIZE_LIMITS.nest, nest.gzipBytes)] : []),
    ];
  },
};

const target = (text, measured, isMet) => ({ text, measured, isMet });

const sizeTarget = (limit, bytes) =>
  target(`${limit.name} at most ${limit.kB} kB min + gzip`, kB(bytes), bytes <= 1_000 * limit.kB);

/** The verdicts of results, which are given by figure. */
export function verdicts(results) {
  return Object.entries(TARGETS).flatMap(([figure, target]) =>
    results[figure] ? target(results[figure]) : [],
  );
}

export function verdictTable(all) {
  return {
    head: ["target", "measured", ""],
    rows: all.map(({ text, measured, isMet }) => [text, measured, isMet ? "met" : "MISSED"]),
  };
}
