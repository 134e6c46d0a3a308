import type { Tone } from '@kit/badge';

/** The colour family of an action: data, files, platform; what failed or was taken away in red. */
export function toneOf(action: string): Tone {
  if (/failed|delete|revoke|\.ban$/.test(action)) return 'danger';
  if (action.startsWith('record') || action.startsWith('collection')) return 'data';
  if (action.startsWith('file') || action.startsWith('bucket')) return 'files';
  if (/^(operator|key|settings)/.test(action)) return 'platform';
  return 'plain';
}
