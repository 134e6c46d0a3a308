import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnModuleInit,
} from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/log-token.js';
import { Database } from '../../database/database.js';
import { Inspections } from '../../database/inspections.js';
import { storedVersions, type StoredVersion } from '../files.sql.js';
import { BlobCheck, type Verdict } from './blob-check.js';
import { BlobFindings } from './blob-findings.js';

const PAGE = 50;
const SAVE_EVERY_MS = 10_000;
/** So many in a row that are not there: it is the folder, not the files. */
const FOLDER_GONE = 100;

type Key = [fileId: string, version: number];

interface Position {
  after: Key;
  looked: number;
}

const START: Position = { after: ['', 0], looked: 0 };

/**
 * Reads every stored version of every file once a week and compares it with its checksum: disks
 * turn bits, and a copy is of use only while there is one. What was found is looked at every hour, so
 * that a file counts as whole again when a copy was put in its place.
 */
@Injectable()
export class Scrub implements OnModuleInit, BeforeApplicationShutdown {
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly check: BlobCheck,
    private readonly findings: BlobFindings,
    private readonly inspections: Inspections,
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const one = (work: () => Promise<void>) => (this.running = work());
    this.inspections.register({
      name: 'files',
      run: () => one(() => this.run()),
      again: () => one(() => this.again()),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running.catch(() => undefined);
  }

  /** Looks at everything that it has not looked at yet. */
  async run(): Promise<void> {
    let { after, looked } = this.inspections.of<object, Position>('files').position ?? START;
    /** Where those began that are not there. */
    let gone: { row: number; from: Position } | undefined;
    let saved = performance.now();
    for (;;) {
      const page = this.database.read((db) => storedVersions(db, after, PAGE));
      if (page.length === 0) return this.inspections.finish('files', { looked });
      for (const version of page) {
        const verdict = await this.look(version);
        if (verdict === 'stopped' || verdict === 'busy')
          return this.wait(verdict, { after, looked });
        if (verdict === 'missing' || verdict === 'unreadable') {
          gone ??= { row: 0, from: { after, looked } };
          if (++gone.row === FOLDER_GONE) return this.wait('gone', gone.from);
        } else {
          gone = undefined;
        }
        after = [version.file_id, version.version];
        looked++;
      }
      if (performance.now() - saved < SAVE_EVERY_MS) continue;
      saved = performance.now();
      await this.inspections.pause('files', gone?.from ?? { after, looked });
    }
  }

  /** Looks again at what was found. */
  async again(): Promise<void> {
    await this.findings.tidy();
    for (let last = ''; ;) {
      const found = this.findings.after(last);
      if (found === undefined || (await this.look(found)) === 'stopped') return;
      last = found.blob;
    }
  }

  private async look(found: Pick<StoredVersion, 'blob' | 'checksum'>): Promise<Verdict> {
    if (this.stopped) return 'stopped';
    const verdict = await this.check.of(found, () => this.stopped);
    if (verdict !== 'stopped' && verdict !== 'busy') await this.findings.note(found.blob, verdict);
    return verdict;
  }

  /** The next hour, or the next start, goes on there. */
  private async wait(why: 'stopped' | 'busy' | 'gone', position: Position): Promise<void> {
    if (why === 'busy') this.logger.warn('the look at stored files waits: no file can be opened');
    if (why === 'gone') this.logger.fatal('stored files are not there: look at the storage folder');
    await this.inspections.pause('files', position);
  }
}
