import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { instanceSchema } from '../../src/database/instance-schema.js';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';

type Migration = (typeof instanceSchema.migrations)[number];

const timeOf = ({ name }: Migration) => Number(name.slice(-13));
const steps = [...instanceSchema.migrations].toSorted((a, b) => timeOf(a) - timeOf(b));

describe('a file of an older program (reliability: upgrade)', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'appbase-upgrade-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const file = () => join(folder, 'app.sqlite');
  const open = (migrations: Migration[]) =>
    openDatabase({ file: file(), entities: [], migrations });
  const schemaOf = (database: Database) =>
    database.read((db) =>
      db.all(
        `SELECT type, name, tbl_name, sql FROM sqlite_master
         WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name`,
      ),
    );
  const snapshots = () => readdirSync(folder).filter((name) => name.includes('.before-upgrade-'));

  it('becomes what a fresh one is, from every step on, after a copy was put beside', async () => {
    const fresh = await open(steps);
    const wanted = schemaOf(fresh);
    await fresh.close();
    for (let done = 1; done < steps.length; done++) {
      rmSync(folder, { recursive: true, force: true });
      const old = await open(steps.slice(0, done));
      await old.close();
      const upgraded = await open(steps);
      expect([done, schemaOf(upgraded)]).toEqual([done, wanted]);
      expect(upgraded.read((db) => db.all('SELECT * FROM pragma_integrity_check'))).toEqual([
        { integrity_check: 'ok' },
      ]);
      await upgraded.close();
      expect(snapshots()).toHaveLength(1);
    }
  });

  it('goes on after a step that broke off, and refuses what a newer program wrote', async () => {
    const broken = steps.map((Step, index) =>
      index === steps.length - 1
        ? class extends Step {
            static override get name() {
              return Step.name;
            }
            override name = Step.name;
            override async up(runner: Parameters<InstanceType<Migration>['up']>[0]) {
              await super.up(runner);
              throw new Error('the power went');
            }
          }
        : Step,
    );
    const old = await open(steps.slice(0, -2));
    await old.close();
    await expect(open(broken)).rejects.toThrow('the power went');
    const upgraded = await open(steps);
    await upgraded.close();
    await expect(open(steps.slice(0, -1))).rejects.toThrow('written by a newer AppBase');
  });
});
