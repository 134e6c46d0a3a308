import type { IntegrityView } from '@appbase-pfe/types';
import { count } from '@kit/format';
import { Time } from '@kit/time';
import { useIntegrity } from '../api/integrity';
import type { Health } from '../api/health';

/** When everything that is stored was last looked at; it is due once a week. */
export function LookedAt({ checks }: { checks: Health['checks'] }) {
  return (
    <p className="text-muted mt-2 text-sm">
      Looked at in full: database <Time at={checks['database']?.checkedAt} />, files{' '}
      <Time at={checks['files']?.checkedAt} />
    </p>
  );
}

const WORDS: Record<IntegrityView['files']['items'][number]['finding'], string> = {
  missing: 'missing',
  changed: 'damaged',
  unreadable: 'cannot be read',
};
/** More are in the audit. */
const SHOWN = 10;

/** Which files are not as they were stored. */
export function DamagedFiles() {
  const files = useIntegrity().data?.files;
  if (files === undefined) return null;
  const more = files.missing + files.changed + files.unreadable - SHOWN;
  return (
    <ul aria-label="Damaged files" className="mt-2 space-y-1 text-sm">
      {files.items.slice(0, SHOWN).map((file) => (
        <li key={`${file.id}-${file.version}`} className="break-words">
          {file.bucket} / {file.filename}, version {file.version}: {WORDS[file.finding]} since{' '}
          <Time at={file.since} />
        </li>
      ))}
      {more > 0 && <li>and {count(more)} more: the audit names them</li>}
    </ul>
  );
}
