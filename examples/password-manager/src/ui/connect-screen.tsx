import { type FormEvent, useState } from 'react';
import { type Connection, remember } from '../connection';
import { Card } from './card';
import { textOf } from './form-text';

/** Asks where the data is to live. */
export function ConnectScreen({ onConnect }: { onConnect: (to: Connection) => void }) {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const endpoint = textOf(form, 'endpoint').trim().replace(/\/+$/, '');
    const apiKey = textOf(form, 'key').trim();
    setBusy(true);
    const found = await problemWith(endpoint);
    setProblem(found);
    setBusy(false);
    if (found === '') onConnect(remember({ endpoint, apiKey }));
  };

  return (
    <Card title="Where is your AppBase?">
      <p className="soft">
        Keyring keeps your passwords on your own server, encrypted before they leave this page.
      </p>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Address
          <input name="endpoint" type="url" required defaultValue="http://localhost:3000" />
        </label>
        <label>
          API key
          <input
            name="key"
            required
            pattern="hs_live_[A-Za-z0-9_\-]{32,128}"
            title="A live key: hs_live_ and at least 32 characters"
            placeholder="hs_live_…"
            autoComplete="off"
            spellCheck={false}
          />
          <small>A live key from the dashboard of the app.</small>
        </label>
        {problem !== '' && <p role="alert">{problem}</p>}
        <button className="primary" disabled={busy}>
          {busy ? 'Looking for it…' : 'Connect'}
        </button>
      </form>
    </Card>
  );
}

async function problemWith(endpoint: string): Promise<string> {
  try {
    const response = await fetch(`${endpoint}/health/live`);
    return response.ok ? '' : `The server answered ${response.status}.`;
  } catch {
    return `There is no answer from ${endpoint}, or it does not allow this page's origin (${location.origin}).`;
  }
}
