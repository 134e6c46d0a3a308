const STEPS: [number, string][] = [
  [0, 'too easy to guess'],
  [45, 'weak'],
  [60, 'fair'],
  [75, 'strong'],
  [100, 'very strong'],
];

/** How hard a password is to guess. */
export function Strength({ bits }: { bits: number }) {
  const step = STEPS.findLastIndex(([least]) => bits >= least);
  return (
    <div className="strength" data-step={step}>
      <meter min={0} max={STEPS.length - 1} value={step} aria-label="Strength" />
      <span>{STEPS[step]?.[1]}</span>
    </div>
  );
}
