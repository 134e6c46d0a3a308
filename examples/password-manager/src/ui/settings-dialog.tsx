import { useEffect, useRef, useState } from 'react';
import { fingerprint } from '../crypto/share';
import type { Entry } from '../vault/entry';
import type { Vault } from '../vault/vault';
import { Backup } from './backup';
import { Icon } from './icon';
import { setTheme, themeNow } from './theme';
import { idleMinutes, setIdleMinutes } from './use-idle';

interface Props {
  vault: Vault;
  entries: Entry[];
  email: string;
  onImported: (entry: Entry) => void;
  onSignOut: () => void;
  onClose: () => void;
}

export function SettingsDialog({ vault, entries, email, onImported, onSignOut, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [theme, showTheme] = useState(themeNow);
  const [code, setCode] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => void fingerprint(vault.publicKey).then(setCode), [vault]);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="settings-title">
      <div className="head">
        <h2 id="settings-title">Settings</h2>
        <button className="ghost" onClick={onClose}>
          Close
        </button>
      </div>
      <div className="pair">
        <label>
          Appearance
          <select value={theme} onChange={({ target }) => showTheme(setTheme(target.value))}>
            <option value="">As the device</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </label>
        <label>
          Lock by itself
          <select
            defaultValue={idleMinutes()}
            onChange={({ target }) => setIdleMinutes(Number(target.value))}
          >
            {[1, 5, 15, 60].map((minutes) => (
              <option key={minutes} value={minutes}>
                after {minutes} {minutes === 1 ? 'minute' : 'minutes'}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="soft">
        Your code, for those who share with you: <span className="mono">{code}</span>
      </p>
      <Backup vault={vault} entries={entries} onImported={onImported} />
      <div className="row end">
        <small className="soft">{email}</small>
        <button className="ghost" onClick={onSignOut}>
          <Icon name="out" /> Sign out
        </button>
      </div>
    </dialog>
  );
}
