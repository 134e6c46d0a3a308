/** The p-th percentile (0 to 1) of some durations. */
export function percentile(durations, p) {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
}

export const median = (values) => percentile(values, 0.5);
export const round = (value, digits = 2) => Number(value.toFixed(digits));

/** Prints the figures of a measurement as one line of JSON. */
export function report(name, figures) {
  process.stdout.write(`${JSON.stringify({ bench: name, ...figures })}\n`);
}
