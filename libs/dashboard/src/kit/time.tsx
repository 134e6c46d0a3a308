import { ago, moment } from './format';

/** A point in time: how long ago, with the exact moment on hover. */
export function Time({ at, exact = false }: { at: string | undefined; exact?: boolean }) {
  if (at === undefined) return <span className="text-muted">never</span>;
  return (
    <time dateTime={at} title={exact ? at : moment(at)} className="whitespace-nowrap">
      {exact ? moment(at) : ago(at)}
    </time>
  );
}
