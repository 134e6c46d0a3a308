import { Button } from '@kit/button';
import { bytes } from '@kit/format';
import type { Upload } from './use-uploads';

interface Props {
  uploads: readonly Upload[];
  onClear: () => void;
}

/** The uploads of this visit and how far each is. */
export function UploadList({ uploads, onClear }: Props) {
  if (uploads.length === 0) return null;
  const done = uploads.filter(({ state }) => state === 'done').length;
  return (
    <section aria-label="Uploads" className="card mb-5 p-4">
      <div className="mb-2 flex items-center justify-between gap-3">
        <p role="status" className="font-semibold">
          {done} of {uploads.length} uploaded
        </p>
        <Button small look="quiet" onClick={onClear}>
          Clear list
        </Button>
      </div>
      <ul className="max-h-56 space-y-2 overflow-y-auto">
        {uploads.map(({ id, name, size, share, state, reason }) => (
          <li key={id} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4">
            <span className="truncate">{name}</span>
            <span className="text-muted tabular text-sm">
              {state === 'failed'
                ? 'failed'
                : state === 'done'
                  ? bytes(size)
                  : `${Math.round(share * 100)} %`}
            </span>
            {reason ? (
              <span className="text-danger col-span-2 text-sm">{reason}</span>
            ) : (
              <progress
                aria-label={`Upload of ${name}`}
                max={1}
                value={share}
                className="text-files col-span-2 h-1.5 w-full"
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
