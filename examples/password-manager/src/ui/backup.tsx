import { type ChangeEvent, useState } from 'react';
import { exportEntries, importEntries, NeedsPassword } from '../vault/backup';
import type { Entry } from '../vault/entry';
import type { Vault } from '../vault/vault';
import { Icon } from './icon';
import { saveAs } from './save-as';

interface Props {
  vault: Vault;
  entries: Entry[];
  onImported: (entry: Entry) => void;
}

/** Takes everything out, and brings things in. */
export function Backup({ vault, entries, onImported }: Props) {
  const [password, setPassword] = useState('');
  const [waiting, setWaiting] = useState<File>();
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);

  const bringIn = async (file: File) => {
    setBusy(true);
    try {
      const secrets = await importEntries(await file.text(), password);
      for (const secret of secrets) onImported(await vault.save(secret));
      setMessage(`${secrets.length} imported.`);
      setWaiting(undefined);
    } catch (error) {
      setWaiting(error instanceof NeedsPassword ? file : undefined);
      setMessage(error instanceof SyntaxError ? 'This file is damaged.' : (error as Error).message);
    }
    setBusy(false);
  };
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file !== undefined) void bringIn(file);
    target.value = '';
  };
  const takeOut = async () => {
    setBusy(true);
    const text = await exportEntries(entries, password);
    saveAs(new Blob([text], { type: 'application/json' }), 'keyring-backup.json');
    setMessage(`${entries.length} exported.`);
    setBusy(false);
  };

  return (
    <section className="backup">
      <h3>Backup</h3>
      <label>
        Password of the backup
        <input
          type="password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
          autoComplete="off"
        />
        <small>
          {password === ''
            ? 'Without one, the exported file can be read by anybody who has it.'
            : 'The file is sealed with it. Attachments are not part of a backup.'}
        </small>
      </label>
      <div className="row">
        <button className="ghost" disabled={busy} onClick={() => void takeOut()}>
          <Icon name="download" /> Export {password === '' ? 'in plain' : 'sealed'}
        </button>
        <label className="ghost button">
          <Icon name="plus" /> Import (backup or CSV)
          <input className="hidden" type="file" accept=".json,.csv" onChange={chosen} />
        </label>
        {waiting !== undefined && (
          <button className="primary" disabled={busy} onClick={() => void bringIn(waiting)}>
            Unseal and import
          </button>
        )}
      </div>
      <p role="status">{busy ? 'Working…' : message}</p>
    </section>
  );
}
