/**
 * How much `values` grow a step, by Theil and Sen: the median of the slopes between all pairs. A collection that came
 * early or late moves it as little as a few outliers move a median.
 */
export function slopeOf(values) {
  const slopes = [];
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) slopes.push((values[j] - values[i]) / (j - i));
  }
  slopes.sort((a, b) => a - b);
  return slopes.length === 0 ? 0 : slopes[Math.floor(slopes.length / 2)];
}
