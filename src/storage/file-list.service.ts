import { Injectable } from '@nestjs/common';
import { FILES_PER_PAGE, type FileList, type ListFiles } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Database } from '../database/database.js';
import { FileGate, type FileRule } from './file-gate.js';
import { toFileView } from './file-view.js';
import * as sql from './files.sql.js';

/** How many files the main thread looks through, and how many places in an index it counts. */
const LOOK_THROUGH = 200;
const COUNT = 5000;

/** Pages of files. What has to look at many of them is done off the main thread. */
@Injectable()
export class FileListService {
  constructor(
    private readonly database: Database,
    private readonly gate: FileGate,
  ) {}

  list(context: RequestContext, bucket: string, page: ListFiles): Promise<FileList> {
    return this.listBy(this.gate.rule(context, bucket, 'read'), bucket, page);
  }

  /** The files of a bucket that a rule lets through, oldest first. */
  async listBy(rule: FileRule, bucket: string, page: ListFiles): Promise<FileList> {
    const limit = page.limit ?? FILES_PER_PAGE;
    const { rows, total } = await this.find(rule, bucket, page.cursor ?? '', limit + 1);
    const files = rows.slice(0, limit).map(toFileView);
    const more = rows.length > limit;
    return { files, total, ...(more ? { nextCursor: files.at(-1)!.id } : {}) };
  }

  private async find(rule: FileRule, bucket: string, after: string, limit: number) {
    const statements = [
      sql.pageOfFiles(bucket, rule, { after, limit }),
      sql.countOfFiles(bucket, rule),
    ];
    const bound = rule.scans ? LOOK_THROUGH : COUNT;
    const now = this.database.read((db) => {
      const run = ({ sql: text, values }: (typeof statements)[0]) => db.all(text, ...values);
      const [size] = run(sql.probeOfFiles(bucket, rule, bound + 1));
      return (size!['n'] as number) > bound ? undefined : statements.map(run);
    });
    const [rows, counted] = now ?? (await this.database.readLong(statements));
    return { rows: rows as unknown as sql.FileRow[], total: counted![0]!['n'] as number };
  }
}
