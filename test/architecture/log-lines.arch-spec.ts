import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Api } from '../support/api.js';
import { signInOperator, startTestInstance, type TestInstance } from '../support/instance.js';

const FORGED = '{"level":30,"msg":"forged entry"}';
const BREAKS = ['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\u001b[2K\u001b[1A', '\u0000'];

let instance: TestInstance;
const written: string[] = [];

beforeAll(async () => {
  instance = await startTestInstance(
    { APPBASE_LOG_LEVEL: 'trace' },
    { write: (line) => written.push(line) },
  );
});
afterAll(() => instance.destroy());

it('has one line for each entry, whatever a request says (ASVS 16.4.1)', async () => {
  const operator = new Api(instance.url, await signInOperator(instance));
  const api = await new Api(instance.url).signUp('line@example.test');
  for (const text of BREAKS) {
    const words = `a${text}${FORGED}`;
    const path = encodeURIComponent(words);
    await api.post(`/db/collections/${path}`, { data: {} });
    await api.post('/db/collections/notes', { data: { words } });
    await api.get(`/db/collections/notes?filter=${path}&sort=${path}&unknown=${path}`);
    await api.get(`/${path}`);
    await api.upload('files', words, new Uint8Array([1]));
    await api.post('/auth/login', { email: words, password: words });
    await operator.post('/admin/api-keys', { name: words, kind: 'live' });
    await operator.get(`/admin/users?search=${path}`);
    await withHeaders({ 'user-agent': words, 'x-request-id': words, 'x-api-key': words });
  }
  expect(written.length).toBeGreaterThan(100);
  for (const line of written) {
    expect(line.endsWith('\n')).toBe(true);
    // eslint-disable-next-line no-control-regex
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f\u0085]/);
    const entry = JSON.parse(line) as { msg?: string; time?: string };
    expect(entry.msg).not.toBe('forged entry');
    expect(entry.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  }
});

/** Header values that fetch would refuse are sent as far as Node lets them pass. */
function withHeaders(headers: Record<string, string>): Promise<void> {
  return new Promise((resolve) => {
    try {
      const sent = request(`${instance.url}/health`, { headers }, (answer) => {
        answer.resume().once('end', resolve);
      });
      sent.once('error', () => resolve());
      sent.end();
    } catch {
      resolve();
    }
  });
}
