import { type FormEvent, useState } from 'react';
import { AppBaseError } from '@appbase-pfe/sdk';
import type { Entry } from '../vault/entry';
import type { Person } from '../vault/people';
import type { Vault } from '../vault/vault';
import { textOf } from './form-text';
import { Icon } from './icon';

interface Props {
  vault: Vault;
  entry: Entry;
  onChanged: (entry: Entry) => void;
}

/** Shares one entry: its key is encrypted for the other person, so the server still sees nothing. */
export function Sharing({ vault, entry, onChanged }: Props) {
  const [person, setPerson] = useState<Person>();
  const [problem, setProblem] = useState('');
  const trying = async (work: () => Promise<void>) => {
    setProblem('');
    await work().catch((error: unknown) => setProblem(inWords(error)));
  };
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = textOf(new FormData(event.currentTarget), 'email');
    void trying(async () => setPerson(await vault.find(email)));
  };
  const share = (to: Person) =>
    trying(async () => {
      onChanged(await vault.share(entry, to));
      setPerson(undefined);
    });
  const stop = (userId: string) =>
    trying(async () => onChanged(await vault.unshare(entry, userId)));

  return (
    <section className="attachments" aria-label="Sharing">
      <h2>Shared with</h2>
      <ul>
        {entry.sharedWith.map(({ userId, email }) => (
          <li key={userId}>
            <Icon name="share" />
            <span className="lines">
              <strong>{email}</strong>
              <small>may read it; who has read it may have kept a copy</small>
            </span>
            <button className="ghost danger-text" onClick={() => void stop(userId)}>
              Stop <span className="hidden">sharing with {email}</span>
            </button>
          </li>
        ))}
      </ul>
      {person === undefined ? (
        <form className="row" onSubmit={find}>
          <input name="email" type="email" required placeholder="E-mail" aria-label="Share with" />
          <button className="ghost">
            <Icon name="share" /> Find
          </button>
        </form>
      ) : (
        <div className="warning">
          <p>
            <strong>{person.email}</strong>: ask them for the code in their settings. It must be
          </p>
          <p className="mono">{person.fingerprint}</p>
          <div className="row end">
            <button className="ghost" onClick={() => setPerson(undefined)}>
              It is another
            </button>
            <button className="primary" onClick={() => void share(person)}>
              It is the same: share
            </button>
          </div>
        </div>
      )}
      {problem !== '' && <p role="alert">{problem}</p>}
    </section>
  );
}

function inWords(error: unknown): string {
  if (error instanceof AppBaseError && error.code === 'CONFLICT') {
    return 'The operator of this server has not allowed sharing (see the README of this example).';
  }
  return (error as Error).message;
}
