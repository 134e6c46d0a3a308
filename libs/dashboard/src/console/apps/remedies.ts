import type { AppCondition, AppView } from '@appbase-pfe/types';

/** Where the message itself does not say what to do. */
const REMEDIES: Record<string, string> = {
  Hung: 'It is killed and started again by itself. Its log says what it was doing.',
  StartTimeout: 'It is tried again by itself. Its log says how far it came.',
  StartFailed: 'It is tried again by itself. Its log says why; “Retry” does not wait.',
  NotReady: 'Look at its log, or restart it.',
  EngineRefused: 'Change what Docker names, then choose “Retry”.',
  ImageMissing: 'Then choose “Retry”.',
  NoFreeSubnet: 'Then choose “Retry”.',
};

/** What a person can do about a condition that does not hold. */
export function remedyOf({ type, reason }: AppCondition, { state }: AppView): string | undefined {
  const known = REMEDIES[reason];
  if (known !== undefined) return known;
  if (type !== 'InstanceReady') return undefined;
  if (state === 'failed') return 'Change what is named here, then choose “Retry”.';
  if (state === 'crash-looping') return 'Its log says why it ends; “Retry” does not wait.';
  return undefined;
}
