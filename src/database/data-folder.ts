import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

const FILES = { instance: 'app.sqlite', 'control-plane': 'master.sqlite' } as const;
export type DataFolderKind = keyof typeof FILES;

/**
 * The data folder of one process. It is held by a lock that the system takes back when the process
 * dies, so that two processes never write one folder.
 */
export class DataFolder {
  readonly databaseFile: string;
  /** The last process on it did not end as it should: it would have moved its log into the file. */
  readonly leftInACrash: boolean;

  private constructor(
    readonly path: string,
    kind: DataFolderKind,
    private readonly lock: BetterSqlite3.Database,
  ) {
    this.databaseFile = join(path, FILES[kind]);
    this.leftInACrash = existsSync(`${this.databaseFile}-wal`);
  }

  /** @throws Error with what to do: folder of the other kind, in use, or not writable */
  static open(path: string, kind: DataFolderKind): DataFolder {
    const other = kind === 'instance' ? 'control-plane' : 'instance';
    if (existsSync(join(path, FILES[other]))) {
      throw new Error(
        `${path} holds the data of the role "${other}". Start that role, ` +
          'or set APPBASE_DATA_DIR to another folder',
      );
    }
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return new DataFolder(path, kind, holdLock(path));
  }

  release(): void {
    if (this.lock.open) this.lock.close();
  }
}

function holdLock(path: string): BetterSqlite3.Database {
  const lock = new BetterSqlite3(join(path, 'lock'), { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    const { code } = error as { code?: string };
    if (code?.startsWith('SQLITE_BUSY')) {
      throw new Error(`${path} is in use by another AppBase process: stop it first`, {
        cause: error,
      });
    }
    throw error;
  }
}
