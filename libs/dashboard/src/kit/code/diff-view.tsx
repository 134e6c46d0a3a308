import { classes } from '../style/classes';
import { type DiffLine, lineDiff } from './line-diff';

const LOOKS: Record<DiffLine['side'], string> = {
  both: '',
  before: 'bg-files-soft text-files',
  after: 'bg-platform-soft text-platform',
};
const SIGNS: Record<DiffLine['side'], string> = { both: ' ', before: '−', after: '+' };

interface Props {
  label: string;
  before: string;
  after: string;
}

/** Two texts line by line: what is gone, what has come. */
export function DiffView({ label, before, after }: Props) {
  return (
    <pre
      tabIndex={0}
      aria-label={label}
      className="bg-sunken border-line max-h-[55dvh] overflow-auto rounded-[8px] border py-2 font-mono text-[13px] leading-relaxed"
    >
      {lineDiff(before, after).map((line, index) => (
        <div key={index} className={classes('px-4', LOOKS[line.side])}>
          <span aria-hidden="true" className="mr-3 select-none">
            {SIGNS[line.side]}
          </span>
          {line.side !== 'both' && (
            <span className="sr-only">{line.side === 'before' ? 'removed: ' : 'added: '}</span>
          )}
          {line.text}
        </div>
      ))}
    </pre>
  );
}
