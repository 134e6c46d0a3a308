import { Injectable } from '@nestjs/common';
import { errors } from '../../common/errors.js';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import type { Declared, Kind, Upkeep } from './upkeep.js';

export interface DeclarationRow {
  id: number;
  collection: string;
  kind: Kind;
  definition: string;
  state: 'building' | 'ready' | 'dropping';
  built_up_to: string;
  built: number;
  doubles: number;
}

/** How far a declaration is, for those who declared it. */
export interface Progress {
  definition: string;
  state: 'building' | 'ready';
  /** From 0 to 1. */
  progress: number;
  doubles: number;
}

/** What a write may enter at once that cannot wait for the builder: some milliseconds. */
const REST = { records: 2_000, bytes: 4 * 1024 * 1024 };
/** After so many seconds it is worth asking again. */
const WAIT_SECONDS = 2;

const FIND = 'SELECT * FROM declarations WHERE id = ?';
const ADVANCE = `UPDATE declarations
  SET built_up_to = ?, built = built + ?, doubles = doubles + ?, state = ? WHERE id = ?`;
/** \`octet_length\` reads no text. */
const LEFT = `SELECT count(*) AS records, ifnull(sum(size), 0) AS bytes FROM
  (SELECT octet_length(data) AS size FROM records
   WHERE collection = ? AND id > ? ORDER BY id LIMIT ?)`;
const LIVE = "SELECT * FROM declarations WHERE state <> 'dropping' ORDER BY id";
const OF_COLLECTION = `SELECT * FROM declarations
  WHERE collection = ? AND kind = ? AND state <> 'dropping' ORDER BY id`;
const ADD = `INSERT INTO declarations (collection, kind, definition, state)
  VALUES (?, ?, ?, 'building')`;
const DROP = "UPDATE declarations SET state = 'dropping' WHERE id = ?";

/** What is declared about collections, in memory as it is in the database. */
@Injectable()
export class Declarations {
  private readonly kinds = new Map<Kind, Upkeep<unknown>>();
  private readonly listeners: (() => void)[] = [];
  private declared: ReadonlyMap<Kind, ReadonlyMap<string, Declared<unknown>[]>> | undefined;

  constructor(private readonly database: Database) {}

  /** Makes a kind known. Called once by each, before anything is read. */
  register(upkeep: Upkeep<unknown>): void {
    this.kinds.set(upkeep.kind, upkeep);
  }

  /** How a kind is built and removed. */
  upkeep(kind: Kind): Upkeep<unknown> {
    return this.kinds.get(kind)!;
  }

  all(): Iterable<Upkeep<unknown>> {
    return this.kinds.values();
  }

  /** What of a kind is declared about a collection, in the order of declaration. */
  of<T>({ kind }: Upkeep<T>, collection: string): readonly Declared<T>[] {
    return (this.everything().get(kind)?.get(collection) ?? []) as Declared<T>[];
  }

  /** What of a kind is declared about any collection. */
  everywhere<T>({ kind }: Upkeep<T>): readonly Declared<T>[] {
    return [...(this.everything().get(kind)?.values() ?? [])].flat() as Declared<T>[];
  }

  /** How far each declaration of a kind is. */
  progress(db: Connection, kind: Kind, collection: string, records: number): Progress[] {
    return db.all<DeclarationRow>(OF_COLLECTION, collection, kind).map((row) => ({
      definition: row.definition,
      state: row.state === 'ready' ? 'ready' : 'building',
      progress: row.state === 'ready' ? 1 : progressOf(row.built, records),
      doubles: row.doubles,
    }));
  }

  /**
   * Inside a write: makes these the declarations of a kind. What is new will be built, what is no
   * longer named will be removed. The same definition must have the same text.
   */
  declare(db: Connection, kind: Kind, collection: string, wanted: Iterable<string>): void {
    const missing = new Set(wanted);
    for (const row of db.all<DeclarationRow>(OF_COLLECTION, collection, kind)) {
      if (!missing.delete(row.definition)) db.run(DROP, row.id);
    }
    for (const definition of missing) db.run(ADD, collection, kind, definition);
    this.reload(db);
  }

  /** Inside a write: enters up to \`most\` of the records that were there before. */
  build(db: Connection, row: DeclarationRow, most: number): void {
    const {
      last,
      count,
      doubles = 0,
    } = this.upkeep(row.kind).fill(db, this.understand(row), row.built_up_to, most);
    const ready = count < most;
    db.run(ADVANCE, last, count, doubles, ready ? 'ready' : 'building', row.id);
    if (ready) this.reload(db);
  }

  /**
   * Inside a write that must know all that there is: enters the rest, where that is little.
   *
   * @throws AppError \`UNAVAILABLE\` where it is not
   */
  complete(db: Connection, { id }: Declared<unknown>): void {
    const row = db.get<DeclarationRow>(FIND, id);
    if (row?.state !== 'building') return;
    const most = REST.records + 1;
    const left = db.get<typeof REST>(LEFT, row.collection, row.built_up_to, most)!;
    if (left.records > REST.records || left.bytes > REST.bytes) {
      // Which relation it is tells of records that the caller may not see.
      throw errors.unavailable(
        'What refers to this is still being gathered: try again in a moment',
        WAIT_SECONDS,
      );
    }
    this.build(db, row, most);
  }

  /** Inside a write that changed what is declared: looks again after the commit. */
  reload(db: Connection): void {
    db.afterCommit(() => {
      this.declared = undefined;
      this.wake();
    });
  }

  /** Calls `listener` whenever there may be something to build, to remove or to tidy. */
  onWork(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Says that there is something to do. */
  wake(): void {
    for (const listener of this.listeners) listener();
  }

  private everything() {
    return (this.declared ??= this.load());
  }

  private load() {
    const declared = new Map<Kind, Map<string, Declared<unknown>[]>>();
    for (const row of this.database.read((db) => db.all<DeclarationRow>(LIVE))) {
      const ofKind = declared.get(row.kind) ?? new Map<string, Declared<unknown>[]>();
      declared.set(row.kind, ofKind);
      const list = ofKind.get(row.collection) ?? [];
      ofKind.set(row.collection, list);
      list.push(this.understand(row));
    }
    return declared;
  }

  /** A row with its definition understood. */
  understand({ id, collection, kind, definition, state }: DeclarationRow): Declared<unknown> {
    const what = this.upkeep(kind).parse(definition);
    return { id, collection, what, ready: state === 'ready' };
  }
}

/** A collection grows while it is being built: never quite done before it is. */
export function progressOf(built: number, records: number): number {
  return records === 0 ? 0 : Math.min(0.99, Math.round((built / records) * 100) / 100);
}
