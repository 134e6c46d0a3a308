import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type AnyScope,
  API_KEY_PATTERN,
  type CreateKey,
  type KeyKind,
  type KeyView,
  type NewKeyView,
  type Paging,
  type Scope,
} from '@appbase-pfe/types';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newId, newSecret } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { auditedBy } from './actor.js';
import type { KeyCaller, RequestContext } from './caller.js';
import { ApiKeyReader } from './credentials.js';
import { KeyEndings } from './key-endings.js';

interface KeyRow {
  id: string;
  name: string;
  kind: KeyKind;
  prefix: string;
  last_four: string;
  hash: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}

/** A new key of an app or, with other scopes, of the control plane. */
type NewKey = Omit<CreateKey, 'scopes'> & { scopes?: AnyScope[] | undefined };

/** A key that something else has made: its value, and what has been told of it already. */
export interface GivenKey {
  value: string;
  id?: string;
  createdAt?: number;
}

type KnownKey = KeyCaller & { keyKind: KeyKind; expiresAt: number | undefined };

/** The last use of a key is written down at most this often. */
const LAST_USE_EVERY_MS = 60_000;

/** The API keys of this app. Their values are random, so a plain SHA-256 keeps them well enough. */
@Injectable()
export class ApiKeysService extends ApiKeyReader {
  /** By value, so that a request costs no hash. Only valid keys get in. */
  private readonly known = new Map<string, KnownKey>();
  private readonly lastUse = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly endings: KeyEndings,
  ) {
    super();
  }

  override find(value: string): KnownKey | undefined {
    const key = this.known.get(value) ?? this.load(value);
    if (key === undefined) return undefined;
    const now = this.clock.now();
    if (key.expiresAt !== undefined && key.expiresAt <= now) return undefined;
    this.noteUse(key.id, now);
    return key;
  }

  /** Whether a key is neither revoked nor expired, for what it once allowed and still goes on. */
  isActive(id: string): boolean {
    const row = this.database.read((db) =>
      db.get<{ expires_at: number | null }>(
        'SELECT expires_at FROM api_keys WHERE id = ? AND revoked_at IS NULL',
        id,
      ),
    );
    return row !== undefined && (row.expires_at === null || row.expires_at > this.clock.now());
  }

  /** Calls `listener` when a key is revoked or runs out. The answer takes the subscription back. */
  onEnd(id: string, listener: () => void): () => void {
    const row = this.database.read((db) =>
      db.get<Pick<KeyRow, 'expires_at' | 'revoked_at'>>(
        'SELECT expires_at, revoked_at FROM api_keys WHERE id = ?',
        id,
      ),
    );
    return this.endings.onEnd(id, row?.revoked_at ?? row?.expires_at ?? null, listener);
  }

  list(): KeyView[] {
    return this.database
      .read((db) => db.all<KeyRow>('SELECT * FROM api_keys ORDER BY created_at, id'))
      .map(toKeyView);
  }

  page({ limit = 50, offset = 0 }: Paging): { items: KeyView[]; total: number } {
    const keys = this.list();
    return { items: keys.slice(offset, offset + limit), total: keys.length };
  }

  async create(context: RequestContext, input: NewKey): Promise<NewKeyView> {
    requireOwnScopes(context, input.scopes ?? []);
    return this.database.write((db) => {
      const view = this.insert(db, input);
      this.audit.append(db, {
        action: 'key.create',
        ...auditedBy(context),
        resource: 'key',
        resourceId: view.id,
        metadata: { name: view.name, kind: view.kind, scopes: view.scopes },
      });
      return view;
    });
  }

  /** Makes a new key with the same rights and revokes the old one, both or neither. */
  async rotate(context: RequestContext, id: string): Promise<NewKeyView> {
    return this.database.write((db) => {
      const old = this.active(db, id);
      const expiresAt = old.expires_at === null ? undefined : iso(old.expires_at);
      const scopes = JSON.parse(old.scopes) as Scope[];
      requireOwnScopes(context, scopes);
      const view = this.insert(db, { name: old.name, kind: old.kind, scopes, expiresAt });
      this.revokeRow(db, old);
      this.audit.append(db, {
        action: 'key.rotate',
        ...auditedBy(context),
        resource: 'key',
        resourceId: id,
        metadata: { successor: view.id },
      });
      return view;
    });
  }

  async revoke(context: RequestContext, id: string): Promise<KeyView> {
    return this.database.write((db) => {
      const row = this.active(db, id);
      this.revokeRow(db, row);
      this.audit.append(db, {
        action: 'key.revoke',
        ...auditedBy(context),
        resource: 'key',
        resourceId: id,
      });
      return toKeyView({ ...row, revoked_at: this.clock.now() });
    });
  }

  /**
   * Makes sure that there is a first live key: the given value, or a new one that is returned so
   * that it can be printed once. Nothing happens when the app has keys already.
   */
  async installFirst(given?: GivenKey): Promise<NewKeyView | undefined> {
    return this.database.write((db) => {
      if (db.get('SELECT 1 FROM api_keys LIMIT 1') !== undefined) return undefined;
      const view = this.insert(db, { name: 'first key', kind: 'live' }, given);
      this.audit.append(db, {
        action: 'key.create',
        actor: 'system',
        resource: 'key',
        resourceId: view.id,
        metadata: { name: view.name, kind: view.kind },
      });
      return view;
    });
  }

  private insert(db: Connection, input: NewKey, given?: GivenKey): NewKeyView {
    if (input.kind === 'live' && (input.scopes?.length ?? 0) > 0) {
      throw errors.invalid('scopes', 'only a secret key has scopes');
    }
    const now = this.clock.now();
    const expiresAt = input.expiresAt === undefined ? null : Date.parse(input.expiresAt);
    if (expiresAt !== null && expiresAt <= now) throw errors.invalid('expiresAt', 'is in the past');
    const value = given?.value ?? `hs_${input.kind}_${newSecret()}`;
    const row: KeyRow = {
      id: given?.id ?? newId(),
      name: input.name,
      kind: input.kind,
      prefix: value.slice(0, `hs_${input.kind}_`.length + 4),
      last_four: value.slice(-4),
      hash: hashOf(value),
      scopes: JSON.stringify(input.scopes ?? []),
      created_at: given?.createdAt ?? now,
      expires_at: expiresAt,
      last_used_at: null,
      revoked_at: null,
    };
    db.run(
      `INSERT INTO api_keys (id, name, kind, prefix, last_four, hash, scopes, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.id,
      row.name,
      row.kind,
      row.prefix,
      row.last_four,
      row.hash,
      row.scopes,
      row.created_at,
      row.expires_at,
    );
    return { ...toKeyView(row), value };
  }

  private active(db: Connection, id: string): KeyRow {
    const row = db.get<KeyRow>('SELECT * FROM api_keys WHERE id = ? AND revoked_at IS NULL', id);
    if (row === undefined) throw errors.notFound('There is no such active key');
    return row;
  }

  private revokeRow(db: Connection, row: KeyRow): void {
    db.run('UPDATE api_keys SET revoked_at = ? WHERE id = ?', this.clock.now(), row.id);
    db.afterCommit(() => {
      for (const [value, key] of this.known) if (key.id === row.id) this.known.delete(value);
      this.endings.tell(row.id);
    });
  }

  private load(value: string): KnownKey | undefined {
    if (!API_KEY_PATTERN.test(value)) return undefined;
    const hash = hashOf(value);
    const row = this.database.read((db) =>
      db.get<KeyRow>('SELECT * FROM api_keys WHERE hash = ? AND revoked_at IS NULL', hash),
    );
    if (row === undefined) return undefined;
    const key: KnownKey = {
      kind: 'key',
      id: row.id,
      name: row.name,
      keyKind: row.kind,
      scopes: JSON.parse(row.scopes) as Scope[],
      expiresAt: row.expires_at ?? undefined,
    };
    this.known.set(value, key);
    return key;
  }

  private noteUse(id: string, now: number): void {
    if (now - (this.lastUse.get(id) ?? 0) < LAST_USE_EVERY_MS) return;
    this.lastUse.set(id, now);
    // A key must work on a full disk too, so a failure here is nobody's error.
    this.database
      .write((db) => db.run('UPDATE api_keys SET last_used_at = ? WHERE id = ?', now, id))
      .catch(() => this.lastUse.delete(id));
  }
}

/** A key hands on what it may do itself and nothing more; else `keys:write` would be everything. */
function requireOwnScopes({ caller }: RequestContext, scopes: readonly AnyScope[]): void {
  if (caller.kind !== 'key') return;
  const more = scopes.filter((scope) => !caller.scopes.includes(scope));
  if (more.length > 0) throw errors.forbidden(`This key lacks the scope ${more.join(', ')} itself`);
}

function toKeyView(row: KeyRow): KeyView {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    prefix: row.prefix,
    lastFour: row.last_four,
    scopes: JSON.parse(row.scopes) as Scope[],
    createdAt: iso(row.created_at),
    ...(row.expires_at === null ? {} : { expiresAt: iso(row.expires_at) }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: iso(row.last_used_at) }),
    ...(row.revoked_at === null ? {} : { revokedAt: iso(row.revoked_at) }),
  };
}

const hashOf = (value: string) => createHash('sha256').update(value).digest('hex');
const iso = (ms: number) => new Date(ms).toISOString();
