import type { Entry } from '../vault/entry';

interface Props {
  entries: Entry[];
  selected: string | undefined;
  empty: string;
  onSelect: (id: string) => void;
}

export function EntryList({ entries, selected, empty, onSelect }: Props) {
  if (entries.length === 0) return <p className="soft empty">{empty}</p>;
  return (
    <ul className="entries">
      {entries.map(({ id, title, username, url }) => (
        <li key={id}>
          <button aria-current={id === selected} onClick={() => onSelect(id)}>
            <span className="tile" style={{ ['--hue' as string]: hueOf(title) }} aria-hidden="true">
              {title.charAt(0).toUpperCase()}
            </span>
            <span className="lines">
              <strong>{title}</strong>
              <small>{username || url || '—'}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A colour that a title keeps. */
const hueOf = (title: string): number =>
  Array.from(title).reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 360, 7);
