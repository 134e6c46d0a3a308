import { useState } from 'react';
import type { Entry } from '../vault/entry';
import type { Vault } from '../vault/vault';
import { Attachments } from './attachments';
import { CopyButton } from './copy';
import { Icon } from './icon';
import { Sharing } from './sharing';

interface Props {
  vault: Vault;
  entry: Entry;
  onChanged: (entry: Entry) => void;
  onEdit: () => void;
  onRemoved: (entry: Entry) => void;
  onClose: () => void;
}

/** One entry, with its password hidden until asked for. */
export function EntryView({ vault, entry, onChanged, onEdit, onRemoved, onClose }: Props) {
  const [shown, setShown] = useState(false);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState('');
  const remove = async () => {
    try {
      await vault.remove(entry);
      onRemoved(entry);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const { title, username, password, url, notes } = entry;
  return (
    <article className="entry" aria-labelledby="entry-title">
      <div className="head">
        <button className="ghost back" onClick={onClose}>
          <Icon name="back" /> <span className="hidden">Back to the list</span>
        </button>
        <h1 id="entry-title">{title}</h1>
        {entry.mine ? (
          <button className="ghost" onClick={onEdit} title="Edit (E)">
            <Icon name="edit" /> Edit
          </button>
        ) : (
          <span className="soft">Shared with you</span>
        )}
      </div>
      <dl>
        {username !== '' && (
          <Field name="User name" value={username}>
            <CopyButton value={username} what="user name" />
          </Field>
        )}
        {password !== '' && (
          <Field name="Password" value={shown ? password : '••••••••••••'} mono>
            <button className="ghost" onClick={() => setShown(!shown)}>
              <Icon name={shown ? 'eye-off' : 'eye'} />
              {shown ? 'Hide' : 'Show'}
              <span className="hidden"> password</span>
            </button>
            <CopyButton value={password} what="password" />
          </Field>
        )}
        {url !== '' && (
          <Field name="Address" value={<SafeLink url={url} />}>
            <CopyButton value={url} what="address" />
          </Field>
        )}
        {notes !== '' && <Field name="Notes" value={<span className="notes">{notes}</span>} />}
      </dl>
      <Attachments vault={vault} entry={entry} onChanged={onChanged} />
      {entry.mine && <Sharing vault={vault} entry={entry} onChanged={onChanged} />}
      <footer>
        <small className="soft">
          Changed{' '}
          {new Date(entry.updatedAt).toLocaleString(undefined, {
            dateStyle: 'medium',
            timeStyle: 'short',
          })}
        </small>
        {problem !== '' && <p role="alert">{problem}</p>}
        {!entry.mine ? null : asking ? (
          <span className="ask">
            Delete for good?
            <button className="danger" onClick={() => void remove()}>
              Delete
            </button>
            <button className="ghost" onClick={() => setAsking(false)}>
              Keep
            </button>
          </span>
        ) : (
          <button className="ghost danger-text" onClick={() => setAsking(true)}>
            <Icon name="trash" /> Delete
          </button>
        )}
      </footer>
    </article>
  );
}

function Field({
  name,
  value,
  mono = false,
  children,
}: {
  name: string;
  value: React.ReactNode;
  mono?: boolean;
  children?: React.ReactNode;
}) {
  return (
    <div className="field">
      <dt>{name}</dt>
      <dd className={mono ? 'mono' : ''}>{value}</dd>
      <div className="actions">{children}</div>
    </div>
  );
}

/** Only web addresses become links: `javascript:` from an import must not. */
function SafeLink({ url }: { url: string }) {
  const address = /^https?:\/\//i.test(url) ? url : `https://${url}`;
  const safe = !/^[a-z][a-z0-9+.-]*:/i.test(url) || /^https?:\/\//i.test(url);
  if (!safe) return <>{url}</>;
  return (
    <a href={address} target="_blank" rel="noreferrer noopener">
      {url}
    </a>
  );
}
