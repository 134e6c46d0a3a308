import { count, counted } from '@kit/format';
import type { Progress } from './bulk-run';

interface Props {
  progress: Progress;
  total: number | undefined;
  running: boolean;
  /** "deleted", "imported". */
  word: string;
}

/** How far a long piece of work is, and what failed with its reason. */
export function ProgressView({ progress: { done, failed }, total, running, word }: Props) {
  return (
    <div className="space-y-3">
      <progress
        aria-label="Progress"
        className="text-data h-2 w-full"
        max={total ?? 1}
        {...(total === undefined && running ? {} : { value: done + failed.length })}
      />
      <p role="status">
        {counted(done, 'record')} {word}
        {total !== undefined && running && ` of ${count(total)}`}
        {failed.length > 0 && `, ${count(failed.length)} failed`}
        {!running && '.'}
      </p>
      {failed.length > 0 && (
        <ul
          aria-label="What failed"
          tabIndex={0}
          className="bg-danger-soft max-h-48 space-y-1 overflow-y-auto rounded-[8px] p-3 text-sm"
        >
          {failed.slice(0, 200).map(({ what, reason }, index) => (
            <li key={index}>
              <strong>{what}</strong>: {reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
