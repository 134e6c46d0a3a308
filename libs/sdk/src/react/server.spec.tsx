import { describe, expect, it } from '@jest/globals';
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { aSession, KEY, storeOf } from '../../test/fake-server.js';
import { AppBase } from '../index.js';
import { AppBaseProvider, useAuth, useCollection, useRecord, useUpload } from './index.js';

function Page() {
  const { authState, loading } = useAuth();
  const list = useCollection('notes', { filter: { done: false } });
  const { record } = useRecord('notes', 'record-01');
  const { uploading } = useUpload('photos');
  const shown = [authState, loading, list.loading, list.items, record ?? null, uploading];
  return <p>{JSON.stringify(shown)}</p>;
}

describe('on a server', () => {
  it('the hooks render what is known before anything is asked', () => {
    const asked: unknown[] = [];
    const client = AppBase.init({
      endpoint: 'http://app.test',
      apiKey: KEY,
      sessionStore: storeOf(aSession()),
      platform: {
        fetch: (input) => {
          asked.push(input);
          return Promise.reject(new Error('no network on the server'));
        },
      },
    });
    const html = renderToString(
      <StrictMode>
        <AppBaseProvider client={client}>
          <Page />
        </AppBaseProvider>
      </StrictMode>,
    );
    expect(html).toBe('<p>[null,true,true,[],null,false]</p>');
    expect(asked).toEqual([]);
  });

  it('a hook without a provider says what is missing', () => {
    expect(() => renderToString(<Page />)).toThrow('<AppBaseProvider>');
  });
});
