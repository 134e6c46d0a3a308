import { type FormEvent, useState } from 'react';
import { type AppBase, AppBaseError } from '@appbase-pfe/sdk';
import { guessBits } from '../crypto/generator';
import { Vault } from '../vault/vault';
import { Card } from './card';
import { textOf } from './form-text';
import { Strength } from './strength';

interface Props {
  client: AppBase;
  endpoint: string;
  onOpen: (vault: Vault) => void;
  onLeave: () => void;
}

/** Signing in, and making an account with an empty vault. */
export function SignInScreen({ client, endpoint, onOpen, onLeave }: Props) {
  const [isNew, setIsNew] = useState(false);
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (isNew && form.get('again') !== password) {
      return setProblem('The two passwords are not the same.');
    }
    setBusy(true);
    setProblem('');
    const email = textOf(form, 'email');
    try {
      onOpen(await (isNew ? Vault.create : Vault.signIn)(client, email, password));
    } catch (error) {
      setProblem(inWords(error));
      setBusy(false);
    }
  };

  return (
    <Card title={isNew ? 'A new vault' : 'Open your vault'}>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          E-mail
          <input name="email" type="email" required autoComplete="username" autoFocus />
        </label>
        <label>
          Master password
          <input
            type="password"
            required
            minLength={isNew ? 10 : 1}
            value={password}
            onChange={({ target }) => setPassword(target.value)}
            autoComplete={isNew ? 'new-password' : 'current-password'}
          />
        </label>
        {isNew && (
          <>
            <Strength bits={guessBits(password)} />
            <label>
              Once more
              <input name="again" type="password" required autoComplete="new-password" />
            </label>
            <p className="warning">
              <strong>Nobody can reset this password.</strong> It never leaves this page, so the
              server cannot help: if you lose it, everything in the vault is lost. Write it down and
              put the paper somewhere safe.
            </p>
          </>
        )}
        {problem !== '' && <p role="alert">{problem}</p>}
        <button className="primary" disabled={busy}>
          {busy ? 'Working out the keys…' : isNew ? 'Create vault' : 'Open'}
        </button>
      </form>
      <p className="switch">
        {isNew ? 'You have a vault already?' : 'New here?'}{' '}
        <button className="link" onClick={() => setIsNew(!isNew)}>
          {isNew ? 'Open it' : 'Create a vault'}
        </button>
      </p>
      <p className="switch soft">
        {endpoint}{' '}
        <button className="link" onClick={onLeave}>
          Change
        </button>
      </p>
    </Card>
  );
}

function inWords(error: unknown): string {
  if (!(error instanceof AppBaseError)) return (error as Error).message;
  if (error.code === 'INVALID_CREDENTIALS') return 'E-mail or master password is wrong.';
  if (error.code === 'CONFLICT') return 'There is an account with this e-mail already.';
  if (error.code === 'RATE_LIMITED') {
    return `Too many attempts. Wait ${error.retryAfter ?? 60} seconds.`;
  }
  if (error.code === 'NETWORK_ERROR') return 'The server cannot be reached.';
  return error.reason;
}
