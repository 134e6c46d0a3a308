import { type FormEvent, useState } from 'react';
import { guessBits } from '../crypto/generator';
import { emptySecret, type Entry, type Secret } from '../vault/entry';
import type { Vault } from '../vault/vault';
import { Generator } from './generator';
import { Icon } from './icon';
import { Strength } from './strength';

interface Props {
  vault: Vault;
  entry?: Entry;
  onSaved: (entry: Entry) => void;
  onCancel: () => void;
}

/** Makes an entry or changes one. */
export function EntryForm({ vault, entry, onSaved, onCancel }: Props) {
  const [secret, setSecret] = useState<Secret>(entry ?? emptySecret());
  const [generating, setGenerating] = useState(false);
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const set = (field: keyof Secret) => (event: { target: { value: string } }) =>
    setSecret({ ...secret, [field]: event.target.value });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      // Attachments may have come or gone in another window meanwhile.
      onSaved(await vault.save({ ...secret, attachments: entry?.attachments ?? [] }, entry));
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };

  return (
    <form className="entry form" onSubmit={(event) => void submit(event)}>
      <div className="head">
        <h1>{entry === undefined ? 'New entry' : 'Edit entry'}</h1>
      </div>
      <label>
        Title
        <input value={secret.title} onChange={set('title')} required autoFocus />
      </label>
      <label>
        User name
        <input value={secret.username} onChange={set('username')} autoComplete="off" />
      </label>
      <div className="group">
        <label>
          Password
          <input
            className="mono"
            type={shown ? 'text' : 'password'}
            value={secret.password}
            onChange={set('password')}
            autoComplete="new-password"
            spellCheck={false}
          />
        </label>
        <div className="row">
          <button type="button" className="ghost" onClick={() => setShown(!shown)}>
            <Icon name={shown ? 'eye-off' : 'eye'} /> {shown ? 'Hide' : 'Show'}
          </button>
          <button type="button" className="ghost" onClick={() => setGenerating(!generating)}>
            <Icon name="dice" /> Generate
          </button>
          {secret.password !== '' && <Strength bits={guessBits(secret.password)} />}
        </div>
        {generating && (
          <Generator
            onUse={(password) => {
              setSecret({ ...secret, password });
              setGenerating(false);
              setShown(true);
            }}
          />
        )}
      </div>
      <label>
        Address
        <input
          value={secret.url}
          onChange={set('url')}
          inputMode="url"
          placeholder="https://"
          autoComplete="off"
        />
      </label>
      <label>
        Notes
        <textarea value={secret.notes} onChange={set('notes')} rows={4} />
      </label>
      {entry === undefined && <p className="soft">Files can be attached once it is saved.</p>}
      {problem !== '' && <p role="alert">{problem}</p>}
      <div className="row end">
        <button type="button" className="ghost" onClick={onCancel}>
          Cancel
        </button>
        <button className="primary" disabled={busy}>
          {busy ? 'Encrypting…' : 'Save'}
        </button>
      </div>
    </form>
  );
}
