import { type FormEvent, useState } from 'react';
import { type AppBase, AppBaseError } from '@appbase-pfe/sdk';
import { Vault } from '../vault/vault';
import { Card } from './card';
import { textOf } from './form-text';

interface Props {
  client: AppBase;
  email: string;
  onOpen: (vault: Vault) => void;
  onSignOut: () => void;
}

/** Signed in, but locked: the master password opens the vault again. */
export function UnlockScreen({ client, email, onOpen, onSignOut }: Props) {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = textOf(new FormData(event.currentTarget), 'password');
    setBusy(true);
    setProblem('');
    try {
      onOpen(await Vault.unlock(client, password));
    } catch (error) {
      setProblem(error instanceof AppBaseError ? error.reason : (error as Error).message);
      setBusy(false);
    }
  };

  return (
    <Card title="Locked">
      <p className="soft">{email}</p>
      <form onSubmit={(event) => void submit(event)}>
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <label>
          Master password
          <input
            name="password"
            type="password"
            required
            autoFocus
            autoComplete="current-password"
          />
        </label>
        {problem !== '' && <p role="alert">{problem}</p>}
        <button className="primary" disabled={busy}>
          {busy ? 'Working out the keys…' : 'Unlock'}
        </button>
      </form>
      <p className="switch">
        <button className="link" onClick={onSignOut}>
          Sign out
        </button>
      </p>
    </Card>
  );
}
