import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { CollectionSettings, CollectionView, RecordPage } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import { signInOperator, TEST_OPERATOR } from '../support/instance.js';
import { type Program, startProgram } from '../support/program.js';

/** More on demand (`UPKEEP_RECORDS=1000000`). */
const RECORDS = Number(process.env['UPKEEP_RECORDS'] ?? 20_000);
const WARDS = 7;
/** These have the number of the record before. */
const DOUBLES = [100, RECORDS / 2, RECORDS - 1];
const KINDS = ['index', 'unique', 'search'] as const;
type Kind = (typeof KINDS)[number];

const SETTINGS: CollectionSettings = {
  indexes: [{ fields: ['ward'], sort: '-data.n' }],
  unique: [{ fields: ['number'], scope: 'collection' }],
  search: ['text'],
};
const recordOf = (n: number) => ({
  n,
  ward: `ward-${n % WARDS}`,
  number: DOUBLES.includes(n) ? n - 1 : n,
  text: `note ${n} ${n % 3 === 0 ? 'fever' : 'cough'} of ward ${n % WARDS}`,
});
const idOf = (n: number) => `record-${String(n).padStart(10, '0')}`;

describe('killed while a collection is looked after (reliability: upkeep)', () => {
  let dataDir: string;
  let program: Program;
  let operator: Api;
  const settings = {
    APPBASE_ACCESS_TOKEN_TTL: '3600',
    APPBASE_OPERATOR_EMAIL: TEST_OPERATOR.email,
    APPBASE_OPERATOR_PASSWORD: TEST_OPERATOR.password,
  };

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'appbase-upkeep-'));
  });
  afterEach(async () => {
    await program.end('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async () => {
    program = await startProgram({ dataDir, settings });
    operator = new Api(program.url, await signInOperator(program));
  };
  const withFile = <T>(work: (db: BetterSqlite3.Database) => T): T => {
    const db = new BetterSqlite3(join(dataDir, 'app.sqlite'));
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  const view = async () => (await operator.get<CollectionView>('/admin/collections/big')).data;
  const progressOf = async (kind: Kind) => {
    const { indexes = [], upkeep = [] } = await view();
    return kind === 'index' ? indexes[0]! : upkeep.find((one) => one.kind === kind)!;
  };
  const declare = async (wanted: CollectionSettings) => {
    const answer = await operator.send('PUT', '/admin/collections/big', wanted);
    expect([answer.status, answer.error]).toEqual([200, undefined]);
  };
  const seed = (ownerId: string) =>
    withFile((db) => {
      const insert = db.prepare(
        `INSERT INTO records (collection, id, owner_id, data, created_at, updated_at, version)
         VALUES ('big', ?, ?, ?, ?, 0, 1)`,
      );
      db.transaction(() => {
        for (let n = 0; n < RECORDS; n++) {
          insert.run(idOf(n), ownerId, JSON.stringify(recordOf(n)), 1_700_000_000_000 + n);
        }
      })();
    });

  it(
    'goes on building and removing where it was, to the same answers',
    async () => {
      await start();
      const { headers } = await new Api(program.url).signUp('nurse@clinic.example');
      const me = await new Api(program.url, headers).get<{ id: string }>('/auth/me');
      await program.end();
      seed(me.data.id);
      await start();
      await declare(SETTINGS);
      for (const kind of KINDS) {
        await until(async () => (await progressOf(kind)).progress > 0);
        await program.end('SIGKILL');
        const stored = withFile((db) =>
          db.prepare('SELECT state, built FROM declarations WHERE kind = ?').get(kind),
        ) as { state: string; built: number };
        expect(stored.state).toBe('building');
        expect(stored.built).toBeGreaterThan(0);
        expect(stored.built).toBeLessThan(RECORDS);
        await start();
        // It did not begin again.
        expect((await progressOf(kind)).progress).toBeGreaterThanOrEqual(
          Math.round((stored.built / RECORDS) * 100) / 100 - 0.01,
        );
      }
      await until(async () => (await progressOf('search')).state === 'ready');
      expect(await view()).toMatchObject({
        records: RECORDS,
        indexes: [{ state: 'ready', progress: 1 }],
        upkeep: [
          { kind: 'unique', state: 'ready', doubles: DOUBLES.length },
          { kind: 'search', state: 'ready' },
        ],
      });

      const api = new Api(program.url, headers);
      const list = async (query: Record<string, string>) =>
        (await api.get<RecordPage>(`/db/collections/big?${new URLSearchParams(query)}`)).data;
      const all = Array.from({ length: RECORDS }, (_, n) => n);
      const inWard = all.filter((n) => n % WARDS === 3).toReversed();
      const filtered = await list({ filter: '{"ward":"ward-3"}', sort: '-data.n', limit: '100' });
      expect(filtered.total).toBe(inWard.length);
      expect(filtered.items.map(({ id }) => id)).toEqual(inWard.slice(0, 100).map(idOf));
      const withFever = all.filter((n) => n % 3 === 0);
      const found = await list({ search: 'fever note', limit: '100' });
      expect(found.total).toBe(withFever.length);
      expect(found.items.map(({ id }) => id)).toEqual(withFever.slice(0, 100).map(idOf));
      const one = await list({ search: `${RECORDS - 2}` });
      expect(one.items.map(({ id }) => id)).toEqual([idOf(RECORDS - 2)]);
      const doubled = { data: { ...recordOf(7), text: 'double' } };
      expect((await api.post('/db/collections/big', doubled)).status).toBe(409);

      await declare({});
      await until(() => left(dataDir).then(({ dropping }) => dropping > 0));
      await program.end('SIGKILL');
      expect((await left(dataDir)).entries).toBeGreaterThan(0);
      await start();
      await until(async () => (await left(dataDir)).dropping === 0);
      expect(await left(dataDir)).toEqual({ dropping: 0, entries: 0 });
      expect(await view()).toEqual({ name: 'big', records: RECORDS, access: 'owner' });
      await program.end();
      withFile((db) => {
        expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
        db.exec("INSERT INTO search_words (search_words) VALUES ('integrity-check')");
      });
    },
    120_000 + RECORDS * 5,
  );
});

async function left(dataDir: string): Promise<{ dropping: number; entries: number }> {
  const db = new BetterSqlite3(join(dataDir, 'app.sqlite'), { readonly: true });
  try {
    const count = (table: string) =>
      db.prepare(`SELECT count(*) AS n FROM ${table}`).pluck().get() as number;
    const tables = ['index_by_owner', 'index_by_value', 'unique_entries', 'search_documents'];
    return {
      dropping: count('declarations'),
      entries: tables.reduce((sum, table) => sum + count(table), 0),
    };
  } finally {
    db.close();
  }
}

/** Progress is told to who asks for it, and to nobody else. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
