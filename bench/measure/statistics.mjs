/** A quantile of numbers, interpolated. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at % 1);
}

export const median = (values) => quantile(values, 0.5);

/**
 * What the results keep of samples: the median, between what it lies with 95 % confidence, the quartiles, and the
 * samples themselves.
 */
export function spread(samples) {
  const sorted = samples.map(round).sort((a, b) => a - b);
  // Order statistics: they ask nothing of how the samples are distributed. Of few samples it is all of them.
  const reach = 0.98 * Math.sqrt(sorted.length);
  const at = (rank) => sorted[Math.min(sorted.length - 1, Math.max(0, rank))];
  return {
    median: round(median(sorted)),
    low: at(Math.floor(sorted.length / 2 - reach)),
    high: at(Math.ceil(sorted.length / 2 + reach) - 1),
    q1: round(quantile(sorted, 0.25)),
    q3: round(quantile(sorted, 0.75)),
    samples: samples.map(round),
  };
}

const round = (value) => Number(value.toPrecision(5));
