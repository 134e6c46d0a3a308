import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller, RequestContext } from '../../src/access/caller.js';
import { insertUser } from '../../src/auth/users.sql.js';
import type { Database } from '../../src/database/database.js';
import { instanceSchema } from '../../src/database/instance-schema.js';
import { openDatabase } from '../../src/database/open-database.js';

export interface TestDatabase {
  database: Database;
  /** Closes the database and removes its file. */
  destroy(): Promise<void>;
}

/** An instance's database with its real migrations, in a folder of its own. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'appbase-'));
  const database = await openDatabase({ file: join(folder, 'app.sqlite'), ...instanceSchema });
  return {
    database,
    destroy: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The context of a request by `caller`. */
export const contextOf = (caller: Caller): RequestContext => ({
  requestId: 'test-request',
  ip: '127.0.0.1',
  caller,
});

/** A signed-in user. */
export const aUser = (id: string): RequestContext =>
  contextOf({
    kind: 'user',
    id,
    email: `${id}@example.org`,
    sessionId: `session-${id}`,
    until: Number.MAX_SAFE_INTEGER,
    mustChangePassword: false,
  });

/** Makes accounts of signed-in users: nobody creates records without one. */
export async function storeUsers(database: Database, ...users: RequestContext[]): Promise<void> {
  await database.write((db) => {
    for (const { caller } of users) {
      if (caller.kind !== 'user') continue;
      insertUser(db, {
        id: caller.id,
        email: caller.email,
        password_hash: '',
        custom_identity: null,
        banned: 0,
        must_change_password: 0,
        created_at: 1,
        updated_at: 1,
      });
    }
  });
}

/** An operator who may do everything. */
export const anOwner = (): RequestContext =>
  contextOf({
    kind: 'operator',
    id: 'operator-1',
    email: 'op@example.org',
    role: 'owner',
    sessionId: 'session-operator',
  });
